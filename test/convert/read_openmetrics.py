"""read_openmetrics.py FILE: the families of an OpenMetrics text, as the strict parser of Prometheus' Python client
reads them, as JSON: [name, type, unit, [[sample name, labels, value, timestamp], ...]]."""

import json
import sys

from prometheus_client.openmetrics.parser import text_fd_to_metric_families

with open(sys.argv[1], encoding="utf-8") as file:
    print(
        json.dumps(
            [
                [
                    family.name,
                    family.type,
                    family.unit,
                    [[s.name, s.labels, s.value, str(s.timestamp)] for s in family.samples],
                ]
                for family in text_fd_to_metric_families(file)
            ]
        )
    )
