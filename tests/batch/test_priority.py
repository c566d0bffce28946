"""No encoder takes the machine for itself."""

import os
import subprocess
import sys

import pytest

ENCODE = """
import os, sys
from pixelprep_cli.batch.priority import renounce_realtime
from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster
from pixelprep_cli.codecs.containers.metadata import Metadata
from PIL import Image
renounce_realtime()
os.seteuid(65534)
os.seteuid(0)  # which gives back all that is permitted
image = Image.effect_noise((256, 256), 60).convert("RGB")
codec_for("avif").encode(Raster(image=image), Knobs(quality=50), Metadata())
threads = {int(thread) for thread in os.listdir("/proc/self/task")}
print({os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_OTHER})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets an encoder ask for it")
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() != 0, reason="only root may ask")
def test_an_avif_encode_as_root_leaves_no_thread_with_a_real_time_priority() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", ENCODE], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"
