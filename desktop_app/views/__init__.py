"""Glass: Qt widgets that call services and jobs."""
