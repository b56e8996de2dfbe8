#!/usr/bin/env bash
# core.sh: builds the core for iPhones and for the simulator, and packs it as the XCFramework that
# Package.swift asks for. Needs a Mac with Xcode; NOT run where the rest is tested.
# Run it before `xcodegen generate`, and again when the core has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export IPHONEOS_DEPLOYMENT_TARGET=17.0
triples=(aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios)
rustup target add "${triples[@]}"
for triple in "${triples[@]}"; do
  cargo rustc --profile phone --locked -p doorstep-ffi --target "$triple" --crate-type staticlib
done
# The simulator runs on both kinds of Macs.
lipo -create "$target"/{aarch64-apple-ios-sim,x86_64-apple-ios}/phone/libdoorstep_ffi.a -output "$work/libdoorstep_ffi.a"
headers=ios/Sources/doorstepFFI/include
rm -rf ios/doorstepFFI.xcframework
xcodebuild -create-xcframework \
  -library "$target/aarch64-apple-ios/phone/libdoorstep_ffi.a" -headers "$headers" \
  -library "$work/libdoorstep_ffi.a" -headers "$headers" \
  -output ios/doorstepFFI.xcframework
