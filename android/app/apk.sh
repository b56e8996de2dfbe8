#!/usr/bin/env bash
# apk.sh [OUT.apk]: makes a signed debug APK of what pom.xml compiles, and checks it: the manifest, the
# permissions, the classes, the alignment and the signature. Needs Maven, Debian's aapt, zipalign, apksigner.
#
# The core itself is not in it: that takes the NDK's linker, which build.gradle.kts asks for. So this APK shows
# that everything around the core becomes an app; on a phone it would end when it first asks for the core.
set -euo pipefail
cd "$(dirname "$0")"
for tool in mvn java jar keytool unzip aapt2 zipalign apksigner; do
  command -v "$tool" > /dev/null || { echo "apk.sh needs $tool (maven, openjdk-17-jdk-headless, unzip, aapt, zipalign, apksigner)" >&2; exit 2; }
done
library="${CARGO_TARGET_DIR:-../../target}/release"
build="$(mkdir -p "$library/android" && realpath "$library/android")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
apk=${1:-$build/app/doorstep-debug.apk}
r8=9.5.28 jna=5.19.1

get() { mvn -B -q -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$1" -DoutputDirectory="$work/got" -Dmdep.stripVersion=true < /dev/null; }
mvn -B -q -f pom.xml -Ddoorstep.library="$(realpath "$library")" -Ddoorstep.build="$build" -Dkotlin.compiler.daemon=false \
  process-classes < /dev/null
mvn -B -q -f pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/jars" < /dev/null
get "com.android.tools:r8:$r8"
get "net.java.dev.jna:jna:$jna:aar"
get "org.robolectric:android-all:15-robolectric-13954326"

# The phone's JNA in place of the desktop's.
rm -f "$work"/jars/jna-*.jar
(cd "$work" && mkdir jna && cd jna && jar xf ../got/jna.aar)
jar cf "$work/ours.jar" -C "$build/app/classes" .
mkdir "$work/dex"
java -Xmx1500m -cp "$work/got/r8.jar" com.android.tools.r8.D8 --debug --min-api 26 --lib "$work/got/android-all.jar" \
  --output "$work/dex" "$work/ours.jar" "$build/app/linked/jetpack.jar" "$work/jna/classes.jar" "$work"/jars/*.jar > "$work/d8.log" 2>&1 \
  || { tail -n 30 "$work/d8.log"; exit 1; }

cp "$build/app/linked/resources.apk" "$work/whole.apk"
jar uf "$work/whole.apk" -C "$work/dex" .
mkdir -p "$work/lib"
for processor in arm64-v8a armeabi-v7a x86_64; do cp -r "$work/jna/jni/$processor" "$work/lib/"; done
jar uf "$work/whole.apk" -C "$work" lib
zipalign -p 4 "$work/whole.apk" "$work/aligned.apk"
# A key for this one APK; a real one is the organisation's and never lies here.
keytool -genkeypair -keystore "$work/debug.p12" -storetype PKCS12 -storepass android -alias debug -keyalg EC -groupname secp256r1 \
  -validity 365 -dname "CN=Doorstep debug" > /dev/null 2>&1
mkdir -p "$(dirname "$apk")"
apksigner sign --ks "$work/debug.p12" --ks-pass pass:android --min-sdk-version 26 --out "$apk" "$work/aligned.apk"

echo "checks"
zipalign -c -p 4 "$apk"
# From Android 11 on an APK is refused whose table of resources is compressed.
unzip -v "$apk" resources.arsc | grep -q Stored
apksigner verify --verbose --min-sdk-version 26 "$apk" | grep -E '^Verif'
aapt2 dump badging "$apk" 2> /dev/null | grep -E "^(package|sdkVersion|targetSdkVersion|application-label:|application-label-en:|launchable-activity)" > "$work/badging"
grep -q "^package: name='app.doorstep'" "$work/badging" && grep -q "launchable-activity: name='app.doorstep.app.MainActivity'" "$work/badging"
cat "$work/badging"
aapt2 dump permissions "$apk" 2> /dev/null | grep -oP "uses-permission: name='\K[^']+" | sort | diff - permissions.txt
for name in DoorstepApp MainActivity SyncJob BootReceiver PhotoProvider; do
  grep -aql "Lapp/doorstep/app/$name;" "$work"/dex/*.dex || { echo "no $name in the APK" >&2; exit 1; }
done
echo "$apk: $(stat -c %s "$apk") bytes, $(find "$work/dex" -name '*.dex' | wc -l) dex files"
echo "not in it: the core's library for a phone's processor (no NDK here), so it installs but cannot open; not shrunk either"
