"""`python -m migrations [revision]`: brings the database of DOITAC_DATABASE_URL to a revision, else to head."""

import sys

from app.core.db.migrate import upgrade
from app.core.settings import Settings

upgrade(Settings().database_url, *sys.argv[1:2])
