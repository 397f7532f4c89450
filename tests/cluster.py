"""A real Spark cluster on this machine: a driver, and executors that are processes of their own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import voc

HOME = ("bin", "conf", "jars", "python", "sbin")
"""What a home of Spark's holds."""
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Of the JVM's two compilers the one that starts sooner: its part of the work is small."""


@contextmanager
def cluster(folder: Path, executors: int, tasks: int) -> Iterator[Any]:
    """Start a cluster of executors of one core each; skip the test where that cannot be.

    Args:
        folder: empty folder; executors write their logs into Spark's home, which should not be the installed one.
        executors: how many.
        tasks: into how many tasks work is cut.
    """
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'voc-emotion[spark]'")
    from pyspark.sql import SparkSession

    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java 17 or newer, and there is none here")
    for name in HOME:
        if (installed := Path(pyspark.__file__).parent / name).exists():
            (folder / name).symlink_to(installed)
    settings = {
        "spark.executor.memory": "512m",
        "spark.executor.extraJavaOptions": QUICK,
        "spark.executorEnv.PYTHONPATH": str(Path(voc.__file__).parent.parent),
        "spark.sql.session.timeZone": "America/New_York",  # times are to survive it
        "spark.sql.shuffle.partitions": str(tasks),
        "spark.ui.enabled": "false",
        "spark.ui.liveUpdate.period": "0",  # tells at once what a stage has done: 100 ms may be too late
        "spark.log.level": "OFF",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(folder))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"--driver-memory 512m --driver-java-options '{QUICK}' pyspark-shell")
        builder = SparkSession.builder.master(f"local-cluster[{executors},1,1024]").config(map=settings)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            stop(session)


def stop(session: Any) -> None:
    """Stop a cluster and its driver's JVM, so that another can have another size."""
    context = session.sparkContext
    gateway = context._gateway
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()  # the JVM ends with its input
    gateway.proc.wait(60)
    type(context)._gateway = type(context)._jvm = None
