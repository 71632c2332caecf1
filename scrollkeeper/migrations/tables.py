"""Every module with tables, so that the schema is known whole."""

from scrollkeeper.abuse import models as abuse
from scrollkeeper.accounts import models as accounts
from scrollkeeper.activity import models as activity
from scrollkeeper.citations import models as citations
from scrollkeeper.core import audit, events, jobs, sealing_keys
from scrollkeeper.discussions import models as discussions
from scrollkeeper.ingest import models as ingest
from scrollkeeper.library import models as library
from scrollkeeper.mail import models as mail
from scrollkeeper.notes import models as notes
from scrollkeeper.push import models as push
from scrollkeeper.reading import models as reading
from scrollkeeper.teams import models as teams

ALL_MODELS = (
    abuse,
    mail,
    accounts,
    push,
    teams,
    audit,
    events,
    jobs,
    sealing_keys,
    library,
    ingest,
    reading,
    citations,
    discussions,
    notes,
    activity,
)
