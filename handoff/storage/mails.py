"""The templates of mails, read from data/mail and checked before anything starts."""

from pathlib import Path

from handoff.domain.mail import FALLBACK, MailFile, Mails, template_fault
from handoff.errors import PolicyFileError
from handoff.storage.files import fault_at, read_text, read_yaml


def read_mails(content_dir: Path) -> Mails:
    """Every mail in every locale that has a file.

    Raises:
        PolicyFileError: a file is malformed, or a text in it is no template.
    """
    folder = content_dir / "mail"
    files = {
        path.stem: read_yaml(path, MailFile) for path in sorted(folder.glob("*.yml"))
    }
    if FALLBACK not in files:
        raise PolicyFileError(folder / f"{FALLBACK}.yml", None, "is missing")
    for locale, file in files.items():
        for name, mail in file.mails.items():
            for field in ("subject", "text"):
                reason = template_fault(getattr(mail, field))
                if reason is not None:
                    path = folder / f"{locale}.yml"
                    raise fault_at(path, ["mails", name, field], reason)
    layout = folder / "layout.html"
    source = read_text(layout)
    reason = template_fault(source)
    if reason is not None:
        raise PolicyFileError(layout, None, reason)
    return Mails(files, source)
