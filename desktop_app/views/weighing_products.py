"""Products and what they weigh: the list with weights typed into it, and what goes with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QTabWidget, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.services import product_exports, product_lists, products
from desktop_app.services.product_lists import ProductFilter
from desktop_app.services.products import ProductDraft, ProductRow
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.imports import Imports
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane, beside
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_cells import GramsDelegate, ProductsModel
from desktop_app.views.weighing_materials import Materials
from desktop_app.views.weighing_papers import RegisterButton, Write
from desktop_app.views.weighing_product_form import ProductForm
from desktop_app.views.weighing_proposals import Proposals


class ProductsPage(Tab):
    """Weights are typed into the list, Enter goes down; everything else in the panel beside."""

    topics = frozenset({Topic.PRODUCTS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted_id = 0
        self.filters = FilterChips(
            _("Products"),
            [
                ("unweighed", _("Without weight")),
                ("learned", _("Weight proposed")),
                ("retired", _("Taken out")),
            ],
            single=True,
        )
        self.imports = Imports(desk, self)
        self.import_button = QPushButton(_("Import…"))
        self.import_button.setToolTip(_("A table with SKU and weight, as CSV or Excel"))
        self.import_button.clicked.connect(self.imports.choose_products)
        self.export_button = RegisterButton(desk, _("Products"), self._table, printed=False)
        self.new_button = QPushButton(_("New product"))
        self.new_button.clicked.connect(self.begin)
        nothing = Empty(
            _("No products yet"),
            _("Import a table with SKU and weight, or enter a weight where a parcel asks for it."),
            "box",
            _("Import products…"),
            self.imports.choose_products,
        )
        model = ProductsModel(partial(product_lists.rows, desk.store), self._save, self)
        self.list = ListPane(desk, "products", model, self._find, nothing)
        self.list.view.setAccessibleName(_("Products"))
        self.delegate = GramsDelegate(self.list.view)
        self.list.view.setItemDelegate(self.delegate)
        self.form = ProductForm(desk)
        self.materials = Materials(desk)
        self.proposals = Proposals(desk)
        self.panels = QTabWidget()
        self._build()
        self._connect()

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()
        self.materials.refresh()
        self.proposals.refresh()
        count = self.proposals.count()
        title = _("Learned weights")
        self.panels.setTabText(2, f"{title} ({count})" if count else title)

    @override
    def run_errand(self, errand: Errand) -> None:
        """Looks for a product."""
        self.list.clear_filters()
        self.list.search.setText(errand.thing)
        self.list.search.setFocus()

    def begin(self) -> None:
        """A new product."""
        self.panels.setCurrentWidget(self.form)
        self.list.view.clearSelection()
        self.form.begin()
        self.form.sku.edit.setFocus()

    def _save(self, row: ProductRow) -> bool:
        fields = {name: getattr(row, name) for name in ProductDraft.__dataclass_fields__}
        saved = self.desk.attempt(lambda: products.save(self.desk.store, ProductDraft(**fields)))
        return saved is not None

    def _show(self, row: ProductRow | None) -> None:
        if row is not None:
            self.form.show_row(row)
        elif not self.form.dirty:
            self.form.begin()

    def _open(self, _row: object) -> None:
        self.panels.setCurrentWidget(self.form)
        self.form.weight.edit.setFocus()
        self.form.weight.edit.selectAll()

    def _go_down(self) -> None:
        """After Enter in a cell: the same column a row below."""
        view = self.list.view
        here = view.currentIndex()
        below = here.siblingAtRow(here.row() + 1)
        view.setFocus()
        if below.isValid():
            view.setCurrentIndex(below)

    def _follow(self, product_id: int) -> None:
        self._wanted_id = product_id
        self.list.reload()

    def _choose_wanted(self) -> None:
        if self._wanted_id and self.list.view.choose(self._wanted_id):
            self._wanted_id = 0

    def _find(self) -> Find:
        return partial(product_lists.ids, self.desk.store, self._wanted())

    def _table(self) -> Write:
        store, wanted = self.desk.store, self._wanted()
        return lambda target, track: product_exports.write(store, target, wanted, track=track)

    def _wanted(self) -> ProductFilter:
        codes = self.filters.codes()
        return ProductFilter(
            text=self.list.text(),
            unweighed="unweighed" in codes,
            learned="learned" in codes,
            retired="retired" in codes,
            order_by=self.list.sort_key or "sku",
            descending=bool(self.list.sort_key) and self.list.descending,
        )

    def _connect(self) -> None:
        self.list.picked.connect(self._show)
        self.list.opened.connect(self._open)
        self.list.filled.connect(self._choose_wanted)
        self.form.saved.connect(self._follow)
        self.form.left.connect(self.list.view.setFocus)
        self.delegate.entered.connect(self._go_down)
        self.delegate.complained.connect(lambda fault: self.desk.say(fault, Tone.BAD))

    def _build(self) -> None:
        self.list.add_filters(self.filters)
        self.list.bar.addWidget(self.import_button)
        self.list.bar.addWidget(self.export_button)
        self.list.bar.addWidget(self.new_button)
        for panel, title in (
            (self.form, _("Product")),
            (self.materials, _("Packaging")),
            (self.proposals, _("Learned weights")),
        ):
            self.panels.addTab(panel, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(beside(self.list, self.panels, sizes=(820, 420), least=320))
