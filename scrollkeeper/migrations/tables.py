"""Every module with tables, so that the schema is known whole."""

from scrollkeeper.accounts import models as accounts
from scrollkeeper.audit import service as audit
from scrollkeeper.citations import models as citations
from scrollkeeper.core import events, jobs, sealing_keys
from scrollkeeper.discussions import models as discussions
from scrollkeeper.email import models as mail
from scrollkeeper.ingest.uploads import models as ingest
from scrollkeeper.library import models as library
from scrollkeeper.notes import models as notes
from scrollkeeper.notifications import models as activity
from scrollkeeper.notifications.push import models as push
from scrollkeeper.rate_limits import models as abuse
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
