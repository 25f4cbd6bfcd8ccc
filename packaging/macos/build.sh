#!/bin/sh
# Builds Overblik.dmg on macOS 13 or newer: python3 (3.11 or newer) and Xcode's command line tools. With an identity it is
# signed for the hardened runtime; with a profile of notarytool it is notarised too. No Mac has run it yet (docs/manual/en/it.md).
#
#   packaging/macos/build.sh ["Developer ID Application: NAME (TEAM)" [NOTARYTOOL-PROFILE]]
set -eu
identity=${1:-} profile=${2:-}
cd "$(dirname "$0")/../.."

python3 packaging/dev.py build --only-tree
app=build/tree/Overblik.app
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
image=build/dist/overblik-$version.dmg
mkdir -p build/dist

if [ -n "$identity" ]; then
    # From within outwards: a seal holds of what was sealed before it.
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 codesign --force --timestamp --options runtime --sign "$identity"
    codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist \
        --sign "$identity" "$app"
    codesign --verify --deep --strict "$app"
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$image"
hdiutil create -volname Overblik -srcfolder "$stage" -format UDZO -quiet "$image"

if [ -n "$identity" ]; then
    codesign --timestamp --sign "$identity" "$image"
fi
if [ -n "$profile" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
