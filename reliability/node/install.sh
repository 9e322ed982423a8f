#!/bin/sh
# Brings what the Node server of the fault harness needs, exactly as package-lock.json names them.
# Without Node the trials that need it skip themselves and say so; that is no error here.
cd "$(dirname "$0")" || exit 1

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "Node or npm is missing: the trials of Socket.IO will be skipped."
  exit 0
fi

# npm writes this file last, so it is newer than the lock only after a complete installation.
if [ node_modules/.package-lock.json -nt package-lock.json ] && [ node_modules/.package-lock.json -nt package.json ]; then
  exit 0
fi

exec npm ci --no-audit --no-fund --loglevel=error
