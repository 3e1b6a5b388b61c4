"""Uploaded files on disk, for as long as they are needed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath

from streamlit.runtime.uploaded_file_manager import UploadedFile


@contextmanager
def on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The paths of the files in a folder of their own, under the names they came with."""
    with tempfile.TemporaryDirectory(prefix="icp-metrics-upload-") as folder:
        yield copied(files, Path(folder))


def copied(files: Sequence[UploadedFile], folder: Path) -> list[Path]:
    """The files written into `folder`, under the names they came with."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for file in files:
        # The name comes from the browser: only its last part may name a file here.
        path = folder / (PurePath(file.name.replace("\\", "/")).name or "upload.csv")
        file.seek(0)
        with path.open("wb") as target:
            shutil.copyfileobj(file, target)
        paths.append(path)
    return paths
