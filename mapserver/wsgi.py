"""The WSGI application that `onemap serve` runs."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from mapserver.worker import SERVER_PID_VARIABLE, end_with_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")

end_with_server()
ordinary = get_wsgi_application()

from mapserver.express import Express  # noqa: E402  (imports models, which need Django set up)

application = Express(ordinary)

if os.environ.get(SERVER_PID_VARIABLE):
    from layers.live import service

    # What is here now stays; looking through it for garbage again and again would make some answers late.
    gc.collect()
    gc.freeze()
    service.start()
