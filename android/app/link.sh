#!/usr/bin/env bash
# link.sh AARS FRAMEWORK OUT: makes of Jetpack's AARs, of our resources and of the manifest what Maven cannot:
#   OUT/jetpack.jar    all their classes and the R classes, for the compiler, the tests and the dexer
#   OUT/resources.apk  the manifest and all resources, linked against FRAMEWORK
# Called by pom.xml; does nothing where nothing has changed since.
set -euo pipefail
cd "$(dirname "$0")"
aars=$1 framework=$2 out=$3
stamp=$out/stamp
now=$({ sha256sum "$0"; find src/main/res src/main/AndroidManifest.xml -type f -exec sha256sum {} +; ls -l --time-style=+ "$aars" "$framework"; } | sort | sha256sum)
[ -f "$stamp" ] && [ "$now" = "$(cat "$stamp")" ] && exit 0
rm -rf "$out" && mkdir -p "$out"/{open,classes,flat,java,r}
out=$(realpath "$out")

packages=()
for aar in "$aars"/*.aar; do
  name=$(basename "$aar" .aar) open=$out/open/$(basename "$aar" .aar)
  mkdir -p "$open"
  (cd "$open" && jar xf "$(realpath "$OLDPWD/$aar" 2> /dev/null || echo "$aar")")
  [ -f "$open/classes.jar" ] && (cd "$out/classes" && jar xf "$open/classes.jar")
  if [ -d "$open/res" ]; then
    aapt2 compile --dir "$open/res" -o "$out/flat/$name.zip"
    packages+=("$(grep -oP 'package="\K[^"]+' "$open/AndroidManifest.xml" | head -n 1)")
  fi
done
aapt2 compile --dir src/main/res -o "$out/ours.zip"

# Gradle gives the manifest its package; aapt2 wants to read it there.
sed '0,/<manifest /s//<manifest package="app.doorstep" /' src/main/AndroidManifest.xml > "$out/AndroidManifest.xml"
aapt2 link -I "$framework" --manifest "$out/AndroidManifest.xml" -o "$out/resources.apk" --java "$out/java" \
  --extra-packages "$(IFS=:; echo "${packages[*]}")" --auto-add-overlay --no-version-vectors \
  --min-sdk-version 26 --target-sdk-version 35 --version-code 1 --version-name 0.1.0 \
  $(for flat in "$out"/flat/*.zip; do echo "-R $flat"; done) -R "$out/ours.zip"

find "$out/java" -name '*.java' > "$out/sources"
javac -nowarn --release 17 -d "$out/classes" @"$out/sources"
jar cf "$out/jetpack.jar" -C "$out/classes" .
rm -rf "$out/classes" "$out/flat" "$out/r"
echo "$now" > "$stamp"
