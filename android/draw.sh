#!/usr/bin/env bash
# draw.sh PREFIX: draws the goldens whose names begin so, large, into the temporary folder's
# draw/, and says what is wrong with them. For looking at; tests/run.sh phones compares.
set -uo pipefail
cd "$(dirname "$0")"
library="${CARGO_TARGET_DIR:-$HOME/.cache/doorstep/target}/release"
exec 9> "${TMPDIR:-/tmp}/doorstep-draw.lock"
flock 9
log=$(mktemp)
timeout 540 mvn -B -q -f pom.xml -Ddoorstep.library="$library" -Dkotlin.compiler.daemon=false \
  -Ddoorstep.build="${DOORSTEP_BUILD:-$library/android}" -Dtest=PictureTest -Ddoorstep.must.test=false -Dsurefire.failIfNoSpecifiedTests=false -Ddoorstep.draw="${1:?which goldens}" test > "$log" 2>&1
status=$?
grep -E '^\[ERROR\].*\.kt|^[a-z-]+: |^w: .*deprecated' "$log" | head -n 60
[ $status -eq 0 ] && ls "${TMPDIR:-/tmp}/draw/$1"*.png || tail -n 15 "$log"
exit $status
