#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Boots systemd in a throw-away container over this machine's own root and tries the package there.
#
#   container.sh PACKAGE BATON FOLDER
#
# PACKAGE is the .deb, BATON the program that makes the demonstration's configuration, FOLDER an
# empty one of this run. Needs root. What was found is in FOLDER/out/result, a line for each check.
set -euo pipefail
package=$1 baton=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$folder/root
mkdir -p "$folder"/{upper,work,root,out}
# The upper layer must not lie on an overlay itself.
mount -t tmpfs tmpfs "$folder/upper"
mkdir -p "$folder"/upper/{up,work}
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper/up,workdir=$folder/upper/work" "$root"
trap 'umount "$root"; umount "$folder/upper"' EXIT

install -Dm644 "$package" "$root/root/baton.deb"
install -Dm755 "$here/inside.sh" "$root/root/inside.sh"
rm -f "$root/usr/sbin/policy-rc.d" # an image of a container forbids to start anything
rm -rf "$root/etc/baton" "$root/var/lib/baton" "$root/var/lib/private/baton"

# The demonstration's partnership, with its secrets as credentials of the service.
"$baton" demo init "$root/root/town" --port 8470 >/dev/null
town=$root/root/town
mkdir -p "$root/root/etc/keys" "$root/root/etc/private"
cp "$town"/keys/*.pub.json "$root/root/etc/keys/"
cp "$town"/keys/{broker.jwk,log.key,store-1.key,index-1.key,jti.key} "$root/root/etc/private/"
cp -r "$town/rules" "$root/root/etc/rules"
sed -E 's#(signing_key: |key: |[0-9]: )keys/(broker.jwk|log.key|store-1.key|index-1.key)#\1credential:\2#
        s#jti_key: keys/#jti_key: credential:#
        s#sqlite: .*\}#sqlite: /var/lib/baton/baton.db}#' "$town/baton.yaml" >"$root/root/etc/baton.yaml"

cat >"$root/etc/systemd/system/inside.service" <<'UNIT'
[Unit]
After=basic.target
[Service]
Type=oneshot
ExecStart=/root/inside.sh
TimeoutStartSec=240
UNIT
cat >"$root/etc/systemd/system/inside.target" <<'UNIT'
[Unit]
Requires=basic.target inside.service
After=basic.target
AllowIsolate=yes
UNIT
timeout 280 systemd-nspawn -q --register=no --keep-unit -D "$root" --private-network \
    --machine="baton-$$" --bind="$folder/out:/out" --boot systemd.unit=inside.target \
    >"$folder/out/console" 2>&1 || true
cat "$folder/out/result"
