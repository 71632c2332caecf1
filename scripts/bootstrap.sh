#!/bin/sh
# Makes .venv with exactly what requirements.lock says, checked by hash. Needs Python 3.11 or newer and nothing else.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
    echo "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv" >&2
    exit 1
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; $python is $("$python" --version)." >&2
    exit 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    # Debian keeps what makes virtual environments in a package of its own.
    if ! "$python" -c 'import ensurepip' >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "Installing python3-venv …"
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
        else
            echo "Python cannot make virtual environments here. Run: sudo apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    rm -rf .venv
    "$python" -m venv .venv
fi

# uv installs the rest quickly; its own entry of the lock file says which one, with its hashes.
uv_lock=$(mktemp)
trap 'rm -f "$uv_lock"' EXIT
awk '/^[a-z]/ { keep = /^uv==/ } keep' requirements.lock >"$uv_lock"
echo "Installing what requirements.lock names …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$uv_lock"
.venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock
.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python -e .
