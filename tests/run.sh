#!/usr/bin/env bash
# The one test command: installs what is missing and says so, runs everything (or the
# named parts), and ends with "N passed, N failed". Parts: rust office bench phones ios console tus demo;
# soak only by name, and ios also as the last of phones.
# Nothing is skipped: a part that cannot run has failed.
set -uo pipefail
cd "$(dirname "$0")/.."
top=$PWD
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$HOME/.cache/doorstep/target}"
work=$(mktemp -d)
log=$work/log
passed=0
failed=0
# What the part rust ran, the part office does not run again.
rust_ran=
trap 'rm -rf "$work"' EXIT

say() { printf '\n== %s\n' "$*"; }

# count N_PASSED N_FAILED
count() { passed=$((passed + $1)); failed=$((failed + $2)); }

# one NAME COMMAND…: a single check.
one() {
  local name=$1; shift
  say "$name"
  if "$@" > "$log" 2>&1; then count 1 0; echo "ok"; else count 0 1; tail -n 60 "$log"; echo "FAILED: $name"; fi
}

need_packages() {
  local missing=()
  local package
  for package in "$@"; do
    dpkg -s "$package" > /dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "installing: ${missing[*]}"
  local sudo=; [ "$(id -u)" -eq 0 ] || sudo=sudo
  $sudo apt-get update -qq > "$log" 2>&1
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" > "$log" 2>&1 || { tail -n 20 "$log"; return 1; }
}

tools=$HOME/.cache/doorstep/tools
# need_go_tool NAME MODULE@VERSION BUILT: one of them, built once; BUILT is what Go calls it.
need_go_tool() {
  [ -x "$tools/$1" ] && return 0
  local go
  go=$(command -v go || ls /usr/local/go/bin/go 2> /dev/null) || { need_packages golang-go || return 1; go=go; }
  echo "installing: $1"
  mkdir -p "$tools"
  GOBIN=$work/go "$go" install "$2" > "$log" 2>&1 && mv "$work/go/$3" "$tools/$1" || { tail -n 20 "$log"; return 1; }
}
need_toxiproxy() { need_go_tool toxiproxy github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0 server; }
need_versitygw() { need_go_tool versitygw github.com/versity/versitygw/cmd/versitygw@v1.8.0 versitygw; }

need_rust() {
  if ! command -v cargo > /dev/null; then
    echo "Rust is missing: install it with rustup, see README" >&2
    exit 1
  fi
  command -v cc > /dev/null || need_packages gcc libc6-dev
  cargo fmt --version > /dev/null 2>&1 && cargo clippy --version > /dev/null 2>&1 || rustup component add rustfmt clippy
}

# Adds up the closing lines of cargo's test runner.
count_cargo() {
  local ok bad
  ok=$(grep -oE '^test result: .* ([0-9]+) passed' "$log" | grep -oE '[0-9]+ passed' | awk '{s+=$1} END {print s+0}')
  bad=$(grep -oE '^test result: .* [0-9]+ failed' "$log" | grep -oE '[0-9]+ failed' | awk '{s+=$1} END {print s+0}')
  count "$ok" "$bad"
  echo "$ok passed, $bad failed"
  [ "$ok" -gt 0 ]
}

rust() {
  need_packages strace nginx-light openssl curl || count 0 1
  need_toxiproxy || count 0 1
  need_postgres || count 0 1
  one "format" cargo fmt --all --check
  one "clippy" cargo clippy --workspace --all-targets --quiet -- -D warnings
  one "build" build_program
  say "rust tests"
  rust_ran=yes
  if cargo test --release --workspace --no-fail-fast > "$log" 2>&1; then
    count_cargo || count 0 1
  else
    grep -E '^(test .* FAILED|error|---- |thread |failures:)|panicked|left:|right:' "$log" | head -n 80
    count_cargo
    grep -q '^test result: FAILED' "$log" || { tail -n 30 "$log"; count 0 1; }
  fi
}

# Waits until a file changes, for a second at most.
inotify_wait() { timeout 1 tail -n 0 -f "$1" 2> /dev/null | head -c 1 > /dev/null; }

# The whole workspace, always: a part of it alone would be built again with other features.
build_program() { cargo build --release --workspace --quiet; }

bench() {
  command -v valgrind > /dev/null || need_packages valgrind || count 0 1
  command -v vipsthumbnail > /dev/null || need_packages libvips-tools || count 0 1
  one "build the program" build_program
  one "bench --quick" "$CARGO_TARGET_DIR/release/doorstep-bench" --quick
}

demo() {
  one "build the program" build_program
  one "demo --exit" "$CARGO_TARGET_DIR/release/doorstep" demo --exit --data "$work/demo" --port 0
  one "demo --exit, resumed" "$CARGO_TARGET_DIR/release/doorstep" demo --exit --data "$work/demo" --port 0
}

phones() {
  command -v mvn > /dev/null || need_packages maven || count 0 1
  command -v javac > /dev/null || need_packages openjdk-17-jdk-headless || count 0 1
  one "build the library" build_program
  one "the generated Kotlin is what is committed" \
    "$CARGO_TARGET_DIR/release/doorstep-bindgen" "$CARGO_TARGET_DIR/release/libdoorstep_ffi.so" bindings/kotlin --check
  one "the words of the phones are what is committed" "$CARGO_TARGET_DIR/release/doorstep-bindgen" words fixtures/words/{zh-Hans,en}.toml \
    android/screens/src/main/kotlin/app/doorstep/screens/WordTable.kt ios/Sources/Screens/WordTable.swift --check
  one "the library is within its budget" library_fits
  need_packages fonts-noto-cjk libgl1 libfontconfig1 libfreetype6 || count 0 1
  maven "the crossing on the JVM" tests/phones/pom.xml crossing
  maven "the phone's screens on the real core" android/pom.xml android/state android/screens
  grep -ohE '(pictures|layouts|taps of an ordinary visit|from tap to model|the list of).*' "$log"
  need_packages aapt zipalign apksigner unzip || count 0 1
  maven "the Android app on the framework" android/app/pom.xml android/app
  one "an APK is assembled and is what it says" android/app/apk.sh "$work/doorstep.apk"
  tail -n 2 "$log"
  ios
}

# Swift on the real core, the iOS app against stand-ins.
ios() {
  local ok bad
  say "the iOS app, as far as it goes without a Mac"
  bash ios/check.sh > "$log" 2>&1
  ok=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 | grep -oE '^[0-9]+')
  bad=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 | grep -oE '[0-9]+ failed' | grep -oE '[0-9]+')
  count "${ok:-0}" "${bad:-1}"
  [ "${bad:-1}" -eq 0 ] && [ "${ok:-0}" -gt 0 ] || tail -n 60 "$log"
  grep -hE '^(tests on the real core|type-checked|acts of|events at)' "$log"
}

# What a phone carries for each processor: stripped, at most 18 MB.
library_fits() {
  command -v strip > /dev/null || need_packages binutils || return 1
  strip -o "$work/library.so" "$CARGO_TARGET_DIR/release/libdoorstep_ffi.so" || return 1
  local bytes; bytes=$(stat -c %s "$work/library.so")
  echo "$bytes bytes"
  [ "$bytes" -le 18000000 ]
}

# maven NAME POM FOLDER…: runs its tests and adds up the reports in these folders of the build.
# They are built from nothing: a class that its source no longer has stays where it was compiled,
# and the next compilation finds it.
maven() {
  local name=$1 pom=$2 status reports=() folder ok=0 bad=0; shift 2
  say "$name"
  for folder in "$@"; do
    rm -rf "$CARGO_TARGET_DIR/release/$folder"
    reports+=("$CARGO_TARGET_DIR/release/$folder/surefire-reports")
  done
  timeout 580 mvn -B -q -f "$pom" -Ddoorstep.library="$CARGO_TARGET_DIR/release" \
    -Dkotlin.compiler.daemon=false test > "$log" 2>&1
  status=$?
  for folder in "${reports[@]}"; do
    compgen -G "$folder/TEST-*.xml" > /dev/null || { echo "no report in $folder"; bad=$((bad + 1)); continue; }
    ok=$((ok + $(grep -hoE '<testcase ' "$folder"/TEST-*.xml | wc -l)))
    bad=$((bad + $(grep -hoE '<(failure|error)[ >]' "$folder"/TEST-*.xml | wc -l)))
  done
  [ "$status" -eq 0 ] && [ "$ok" -gt 0 ] || { tail -n 60 "$log"; [ "$bad" -gt 0 ] || bad=1; }
  count $((ok > bad ? ok - bad : 0)) "$bad"
  echo "$ok ran, $bad failed"
}

console() {
  need_packages chromium fonts-noto-cjk || count 0 1
  command -v node > /dev/null || need_packages nodejs || count 0 1
  command -v npm > /dev/null || need_packages npm || count 0 1
  one "build the program" build_program
  say "console in a browser"
  local data=$work/console port_file=$work/console.out
  : > "$port_file"
  (cd tests/console && npm ci --silent --no-audit --no-fund) > "$log" 2>&1 || { tail -n 20 "$log"; count 0 1; return; }
  "$CARGO_TARGET_DIR/release/doorstep" demo --data "$data" --port 0 > "$port_file" 2> "$work/console.err" &
  local demo=$!
  local url= link=
  # The demo prints the address when it serves; its end without one is a failure.
  while kill -0 $demo 2> /dev/null; do
    link=$(grep -oE '^The console: http://[^ ]+' "$port_file" | grep -oE 'http.*') && url=$(grep -oE '^http://[0-9.:]+' <<< "$link") && break
    inotify_wait "$port_file"
  done
  if [ -z "$url" ]; then
    tail -n 20 "$port_file" "$work/console.err"; count 0 1
  else
    DOORSTEP_CONSOLE_URL=$url DOORSTEP_CONSOLE_LINK=$link DOORSTEP_PROGRAM="$CARGO_TARGET_DIR/release/doorstep" DOORSTEP_OFFICE="$data/office" \
      node --test --test-reporter=tap tests/console/*.test.mjs > "$log" 2>&1
    local ok bad
    ok=$(grep -oE '^# pass [0-9]+' "$log" | grep -oE '[0-9]+'); bad=$(grep -oE '^# fail [0-9]+' "$log" | grep -oE '[0-9]+')
    count "${ok:-0}" "${bad:-1}"
    echo "${ok:-0} passed, ${bad:-1} failed"
    [ "${bad:-1}" -eq 0 ] && [ "${ok:-0}" -gt 0 ] || { grep -vE '^# ' "$log" | tail -n 60; [ "${ok:-0}" -gt 0 ] || count 0 1; }
  fi
  kill -INT $demo 2> /dev/null; wait $demo 2> /dev/null
}

# The server's suite on PostgreSQL and an S3 store, which run in folders of their own; on SQLite
# and a folder it runs with the rest of Rust, and here before it.
office() {
  need_postgres && need_versitygw || { count 0 1; return; }
  local suite=() file
  # By name over the whole workspace: a part of it alone would be built again with other features.
  for file in office/server/tests/*.rs; do suite+=(--test "$(basename "$file" .rs)"); done
  if [ -z "$rust_ran" ]; then
    say "the office on SQLite and a folder"
    cargo test --release --workspace "${suite[@]}" --no-fail-fast > "$log" 2>&1
    count_cargo || count 0 1
    say "two offices on one PostgreSQL"
    cargo test --release --workspace --test two_offices -- --nocapture > "$log" 2>&1
    grep -E '^(seed|[0-9]+ )' "$log"
    count_cargo || count 0 1
  fi
  say "the office on PostgreSQL and S3"
  local run=$work/office owner=() database store
  mkdir -p "$run/s3/photos" "$run/postgres"
  chmod 755 "$work" "$run"
  # PostgreSQL does not run as root.
  if [ "$(id -u)" -eq 0 ]; then chown nobody "$run/postgres"; owner=(setpriv --reuid=nobody --regid=nogroup --clear-groups); fi
  local database_port store_port; database_port=$(free_port); store_port=$(free_port)
  "${owner[@]}" "$postgres/initdb" -D "$run/postgres/data" -U doorstep -A trust -E UTF8 --locale=C > "$log" 2>&1 || { tail -n 20 "$log"; count 0 1; return; }
  "${owner[@]}" "$postgres/postgres" -D "$run/postgres/data" -p "$database_port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c max_connections=300 > "$run/postgres.log" 2>&1 &
  database=$!
  "$tools/versitygw" --access doorstep --secret doorstepsecret --port "127.0.0.1:$store_port" posix "$run/s3" > "$run/s3.log" 2>&1 &
  store=$!
  if listens "$database" "$database_port" && listens "$store" "$store_port"; then
    AWS_ACCESS_KEY_ID=doorstep AWS_SECRET_ACCESS_KEY=doorstepsecret \
      DOORSTEP_TEST_DATABASE="postgres://doorstep@127.0.0.1:$database_port/postgres" \
      DOORSTEP_TEST_BLOBS="s3://photos?endpoint=http://127.0.0.1:$store_port" \
      cargo test --release --workspace "${suite[@]}" --no-fail-fast > "$log" 2>&1 || grep -E 'FAILED|panicked|^error' "$log" | head -n 40
    count_cargo || count 0 1
    # What the tests left proves that they were there.
    one "records came into PostgreSQL and photographs into the store" left_behind "$database_port" "$run/s3/photos"
  else
    tail -n 20 "$run/postgres.log" "$run/s3.log"; count 0 1
  fi
  kill -INT "$database" "$store" 2> /dev/null; wait "$database" "$store" 2> /dev/null
}

left_behind() {
  local schemas photos
  schemas=$("$postgres/psql" -h 127.0.0.1 -p "$1" -U doorstep -d postgres -Atc "SELECT count(*) FROM information_schema.tables WHERE table_name = 'segment'") || return 1
  photos=$(find "$2" -path '*/media/*' -type f | wc -l)
  echo "$schemas offices, $photos photographs"
  [ "$schemas" -gt 50 ] && [ "$photos" -gt 5 ]
}

# Waits until a process listens on a port of this machine, or has ended.
listens() {
  local deadline=$((SECONDS + 60))
  until (exec 3<> "/dev/tcp/127.0.0.1/$2") 2> /dev/null; do
    kill -0 "$1" 2> /dev/null && [ $SECONDS -lt $deadline ] || return 1
  done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

postgres=
need_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || need_packages postgresql || return 1
  postgres=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
}

# Uploads by tus clients of other people, which npm and PyPI have.
tus() {
  command -v node > /dev/null || need_packages nodejs || count 0 1
  command -v npm > /dev/null || need_packages npm || count 0 1
  python3 -m venv --help > /dev/null 2>&1 || need_packages python3-venv || count 0 1
  one "build the program" build_program
  say "uploads by other people's clients"
  local ok bad
  if (cd tests/tus && npm ci --silent --no-audit --no-fund) > "$log" 2>&1 && python3 -m venv "$work/python" >> "$log" 2>&1 \
    && "$work/python/bin/pip" install --quiet -r tests/tus/requirements.txt >> "$log" 2>&1; then
    DOORSTEP_PROGRAM="$CARGO_TARGET_DIR/release/doorstep" DOORSTEP_PYTHON="$work/python/bin/python" \
      node --test --test-reporter=tap tests/tus/*.test.mjs > "$log" 2>&1
    ok=$(grep -oE '^# pass [0-9]+' "$log" | grep -oE '[0-9]+'); bad=$(grep -oE '^# fail [0-9]+' "$log" | grep -oE '[0-9]+')
    grep -E '^# tus' "$log"
  fi
  count "${ok:-0}" "${bad:-1}"
  echo "${ok:-0} passed, ${bad:-1} failed"
  [ "${bad:-1}" -eq 0 ] && [ "${ok:-0}" -gt 0 ] || { tail -n 60 "$log"; [ "${ok:-0}" -gt 0 ] || count 0 1; }
}

# A million histories, ten to twenty-five minutes; never part of the ordinary run.
soak() {
  say "a million histories"
  DOORSTEP_SIM_HISTORIES=125000 DOORSTEP_SIM_FIRST=1000001 \
    cargo test --release -p doorstep-sim --test histories -- --nocapture > "$log" 2>&1
  grep ' from seed ' "$log"
  count_cargo || count 0 1
  say "6,400 power losses of an office"
  DOORSTEP_FAULTS_IMAGES=6400 cargo test --release -p doorstep-faults --test office_power -- --nocapture > "$log" 2>&1
  grep ' from seed \|sectors' "$log"
  count_cargo || count 0 1
}

need_rust
[ $# -gt 0 ] || set -- rust office bench demo phones tus console
for part in "$@"; do
  case $part in
    rust | office | bench | demo | phones | ios | console | tus | soak) $part ;;
    *) echo "there is no part called $part" >&2; exit 2 ;;
  esac
done
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
