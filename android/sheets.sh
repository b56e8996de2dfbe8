#!/usr/bin/env bash
# sheets.sh: all approved pictures on contact sheets, small, in sheets/. Needs ImageMagick.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p sheets && rm -f sheets/*.jpg
mapfile -t pictures < <(find pictures -maxdepth 1 -name '*.png' | sort)
for ((at = 0; at < ${#pictures[@]}; at += 42)); do
  montage "${pictures[@]:at:42}" -resize 180x -geometry '+6+6' -tile 7x -background '#d8d4cb' -quality 82 "sheets/$((at / 42 + 1)).jpg"
done
ls -l sheets
