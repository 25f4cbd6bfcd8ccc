#!/bin/sh
# Removes Overblik and all that it has kept of any user on this Mac. Run with sudo, with nobody signed in to the program.
# What the record of looks has not delivered by then is gone (docs/manual/en/it.md). No Mac has run it yet.
set -eu
[ "$(id -u)" -eq 0 ] || { echo "Run it with sudo." >&2; exit 2; }

rm -rf -- /Applications/Overblik.app "/Library/Application Support/Overblik"
dscl . -list /Users NFSHomeDirectory | while read -r user home; do
    case "$user" in _* | root | daemon | nobody) continue ;; esac
    place="$home/Library/Application Support/overblik"
    # As the user himself: a link in his folders leads no further than he may go. The key of the copies goes first.
    sudo -u "$user" sh -c '
        if [ -L "$1" ]; then rm -f -- "$1"; exit 0; fi
        [ -d "$1" ] || exit 0
        find "$1" -name "store-key*" -type f -delete
        rm -rf -- "$1"' purge "$place" </dev/null || echo "Could not remove the data of $user." >&2
    sudo -u "$user" security delete-generic-password -s overblik >/dev/null 2>&1 || true
done
