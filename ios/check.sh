#!/usr/bin/env bash
# check.sh: everything about the iOS app that can be checked without a Mac, with counts.
#
# The generated Swift is what is committed; the package builds and its tests pass on the
# real core in Debian's Swift; the SwiftUI screens are type-checked against stand-ins, and
# mistakes planted into them are caught; style. Nothing here shows that it builds for iOS.
#
# Makes the Swift folder (2.5 GB) at $SWIFT_ROOT, or below the user's cache, the first time; needs root for chroot.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$HOME/.cache/doorstep/target}"
export ROOT="${SWIFT_ROOT:-$HOME/.cache/doorstep/swift}" TOP=$top RUST="$CARGO_TARGET_DIR/release"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

count() { passed=$((passed + $1)); failed=$((failed + $2)); }

# one NAME COMMAND…: a single check.
one() {
  local name=$1; shift
  if "$@" > "$work/log" 2>&1; then count 1 0; echo "ok: $name"; else count 0 1; tail -n 40 "$work/log"; echo "FAILED: $name"; fi
}

# A folder with Debian trixie's Swift 6.0.3, signed by Debian.
make_root() {
  [ -e "$ROOT/.ready" ] && return 0
  echo "making the Swift folder: $ROOT"
  command -v mmdebstrap > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends mmdebstrap > /dev/null; } || return 1
  rm -rf --one-file-system "$ROOT" "$ROOT.part"
  local mirror
  mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources)
  mmdebstrap --quiet --mode=root --variant=extract --include=swiftlang,libc6-dev,base-files,dash,coreutils \
    trixie "$ROOT.part" "deb $mirror trixie main" || return 1
  ln -sf ../libexec/swift/bin/swift "$ROOT.part/usr/bin/swift" # the package's postinst does this
  mkdir -p "$ROOT.part/repo" "$ROOT.part/rust" "$ROOT.part/build"
  touch "$ROOT.part/.ready" && mv "$ROOT.part" "$ROOT"
}

# swift_in SECONDS COMMAND…: inside the folder, with loopback and no other network. Killed when the time is over.
swift_in() {
  local seconds=$1; shift
  mkdir -p "$ROOT/repo" "$ROOT/rust" "$ROOT/build"
  timeout -s KILL "$seconds" unshare --mount --net --pid --fork --kill-child bash -c '
    set -e
    ip link set lo up
    mount -t proc proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    mount --bind "$TOP" "$ROOT/repo"
    mount --bind "$RUST" "$ROOT/rust"
    exec chroot "$ROOT" /usr/bin/env -i HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 TMPDIR=/tmp \
      DOORSTEP_LIBRARY=/rust LD_LIBRARY_PATH=/rust sh -c "cd /repo/ios && exec \"\$@\"" sh "$@"' bash "$@" < /dev/null
}

build() { swift_in 600 swift build --build-tests --scratch-path /build; }

# SwiftPM does not relink when only the library changed; the old test program goes first.
tests() {
  swift_in 300 swift test --disable-xctest --skip-build --scratch-path /build > "$work/tests" 2>&1
  local status=$? ok bad
  ok=$(grep -cE '^✔ Test "' "$work/tests")
  bad=$(grep -cE '^✘ Test ".*failed after' "$work/tests")
  if [ "$status" -ne 0 ] || [ "$ok" -eq 0 ]; then
    grep -E '✘|error' "$work/tests" | cut -c1-600 | head -n 40
    [ "$bad" -gt 0 ] || { tail -n 5 "$work/tests"; bad=1; }
  fi
  grep -hE '^(acts of a whole visit|events at the office)' "$work/tests"
  count "$ok" "$bad"
  echo "tests on the real core: $ok passed, $bad failed"
}

# Where the files of a module lie.
folder_of() { case $1 in Screens) echo Sources/Screens ;; ApplePhone) echo App/Apple ;; DoorstepApp) echo App/Doorstep ;; *) return 1 ;; esac; }

# Copies a module once for every mistake that is planted into it, and each once as it is.
plant() {
  local out=$ROOT/build/planted n=0 path module old new says
  rm -rf "$out" && mkdir -p "$out"
  for module in Screens ApplePhone DoorstepApp; do
    cp -r "$here/$(folder_of "$module")" "$out/$module" && echo "$module" > "$out/$module.module"
  done
  while IFS=$'\x1f' read -r path old new says; do
    n=$((n + 1)) module=${path%%/*}
    cp -r "$out/$module" "$out/$n" && echo "$module" > "$out/$n.module"
    OLD=$old NEW=$new perl -0pi -e '$found = s/\Q$ENV{OLD}\E/$ENV{NEW}/; END { exit !$found }' "$out/$n/${path#*/}" ||
      { echo "$path does not hold: $old"; return 1; }
    printf '%s\n' "$says" > "$out/$n.says"
  done < <(grep -v '^#' "$here/StandIns/mistakes.tsv" | tr '\t' '\037')
  planted=$n
}

# One type-check of each module as it is, which has to pass, and one for each mistake, which has not.
mistakes() {
  planted=0
  if ! plant; then count 0 1; return; fi
  swift_in 600 sh -c '
    modules=$(echo /build/*/debug/Modules) map=$(echo /build/*/debug/doorstepFFI.build/module.modulemap)
    for folder in /build/planted/*/; do
      set -- "$folder"*.swift
      [ ! -e "$folder/Design" ] || set -- "$@" "$folder"Design/*.swift
      swiftc -typecheck -swift-version 6 -parse-as-library -module-name "$(cat "${folder%/}.module")" -I "$modules" \
        -Xcc -fmodule-map-file="$map" "$@" > "${folder%/}.log" 2>&1
      echo $? > "${folder%/}.status"
    done' > "$work/log" 2>&1
  local n module caught=0 out=$ROOT/build/planted
  for module in Screens ApplePhone DoorstepApp; do
    [ "$(cat "$out/$module.status" 2> /dev/null)" = 0 ] || { tail -n 5 "$work/log"; head -n 20 "$out/$module.log"; echo "FAILED: $module as it is"; count 0 1; return; }
  done
  for n in $(seq 1 "$planted"); do
    if [ "$(cat "$out/$n.status")" != 0 ] && grep -qF -f "$out/$n.says" "$out/$n.log"; then caught=$((caught + 1))
    else echo "not caught: mistake $n"; grep -m3 error "$out/$n.log"; fi
  done
  [ "$planted" -gt 0 ] || { count 0 1; return; }
  count "$caught" $((planted - caught))
  echo "type-checked against stand-ins: $caught of $planted planted mistakes caught"
}

# What may not stand in what ships.
forbidden() {
  ! grep -rnE 'try!|as!|fatalError|[A-Za-z0-9_)\]]!([.,) ]|$)' "$here/Sources" "$here/App" --include=*.swift --exclude=WordTable.swift --exclude-dir=DoorstepCore
}

# Everything that is written by hand.
style() {
  local files
  mapfile -t files < <(cd "$here" && find Package.swift Sources App StandIns Tests -type f -name '*.swift' ! -name WordTable.swift)
  [ "${#files[@]}" -gt 30 ] && swift_in 120 swift format lint --strict "${files[@]}"
}

begun=$(date +%s)
make_root || { echo "FAILED: there is no Swift"; exit 1; }
cd "$top" || exit 1
one "the workspace is built" cargo build --release --workspace --quiet
[ -e "$RUST/libdoorstep_ffi.so" ] || { echo "FAILED: there is no library"; exit 1; }
one "the generated Swift is what is committed" \
  "$RUST/doorstep-bindgen" "$RUST/libdoorstep_ffi.so" bindings/swift swift --check
one "no forced unwrap, no try!, no fatalError" forbidden
one "style" style
rm -rf "$ROOT"/build/*/debug/*.xctest
one "the package builds, its screens against stand-ins" build
tests
mistakes
printf '\n%d passed, %d failed, in %d s\n' "$passed" "$failed" $(($(date +%s) - begun))
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
