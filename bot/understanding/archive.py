"""Takes the topics model out of a trained Rasa archive, without Rasa."""

import io
import tarfile
from pathlib import Path

from bot.understanding.encoder import Encoder
from bot.understanding.errors import UnderstandingError
from bot.understanding.model import FILE, Model

# A topics model of 100 topics with 100 examples each is under 10 MB.
_LARGEST = 200_000_000


def load_model(archive: Path, encoder: Encoder) -> Model:
    """Return the model that serves when Rasa runs `archive`.

    Nothing is unpacked to disk. Raises UnderstandingError if there is not exactly one
    topics model in it, or if it was trained on other vectors.
    """
    try:
        with tarfile.open(archive, "r:gz") as tar:
            members = [
                member
                for member in tar.getmembers()
                if member.isfile() and Path(member.name).name == FILE
            ]
            if len(members) != 1 or members[0].size > _LARGEST:
                raise UnderstandingError(f"{archive}: holds no usable {FILE}")
            file = tar.extractfile(members[0])
            content = file.read() if file else b""
    except (OSError, tarfile.TarError) as error:
        raise UnderstandingError(f"{archive}: {error}") from error
    return checked(Model.load(io.BytesIO(content)), encoder)


def checked(model: Model, encoder: Encoder) -> Model:
    """Return `model`; raises UnderstandingError if it knows another encoder."""
    if model.encoder != encoder.identity:
        raise UnderstandingError(
            "the model was trained with another sentence encoder: train again"
        )
    return model
