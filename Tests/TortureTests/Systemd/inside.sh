#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs inside the container, under systemd: each check is a line `ok NAME` or `not ok NAME: why`.
set -uo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
exec 2>/out/trace
set -x
result=/out/result
management=http://127.0.0.1:8471
council=https://sunderland.council.example

check() { # NAME CONDITION...: the condition is a command
    local name=$1; shift
    local said
    if said=$("$@" 2>&1); then echo "ok $name" >>$result
    else echo "not ok $name: $(echo "$said" | tail -2 | tr '\n' ' ')" >>$result; fi
}
is() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; return 1; }; }
has() { grep -qF -- "$2" <<<"$1" || { echo "'$2' is not in '${1:0:300}'"; return 1; }; }
lacks() { ! grep -qF -- "$2" <<<"$1" || { echo "'$2' is in it"; return 1; }; }
refuses() { if "$@"; then echo "was let: $*"; return 1; fi; }
property() { systemctl show baton.service -p "$1" --value; }
until_so() { # at most 30 s
    local i
    for ((i = 0; i < 300; i++)); do "$@" && return 0; sleep 0.1; done
    return 1
}
ready() { is "$(curl -s -o /dev/null -m 5 -w '%{http_code}' $management/readyz)" 200; }
journal() { journalctl --sync 2>/dev/null; journalctl -o export "$@" 2>/dev/null; }
entries() { curl -s $management/metrics | awk '$1 == "baton_log_entries" {print $2}'; }
referral() {
    baton schema new referral.made | sed 's/"Robin"/"Zebedee"/' >/root/r.json
    baton send referral.made /root/r.json --node /root/town/nodes/police.json --to $council
}
as() { setpriv --reuid="$1" --regid="$1" --clear-groups "${@:2}"; }

ip link set lo up

# The package, before anything is configured.
check "the package installs" dpkg -i /root/baton.deb
check "the package starts nothing that is not configured" is "$(systemctl is-active baton.service)" inactive
check "the configuration's folder is root's, its secrets are for root alone" \
    is "$(stat -c '%U %a' /etc/baton /etc/baton/private | tr '\n' ' ')" "root 755 root 700 "
check "the manual pages are there" man -w 8 batond 1 baton
check "the programs run" is "$(batond --version)" "$(dpkg-query -W -f '${source:Upstream-Version}' baton)"

# Configured and started.
cp -r /root/etc/. /etc/baton/
chmod 700 /etc/baton/private; chmod 600 /etc/baton/private/*; chmod 644 /etc/baton/keys/* /etc/baton/baton.yaml
chmod -R a+rX /etc/baton/keys /etc/baton/rules
check "the service starts" systemctl enable --now baton.socket baton.service
check "it can be called as soon as it is started" ready
check "its status says how it stands" has "$(property StatusText)" "Serving, version"
check "a referral is taken through systemd's socket" referral
check "it is ready only after recovery" bash -c "systemctl kill -s KILL baton.service; sleep 2; systemctl start baton.service && curl -sf -m 5 $management/readyz"
check "the status counts entries and what waits" has "$(systemctl restart baton; property StatusText)" "2 messages in mailboxes"

# Secrets.
pid=$(property MainPID); user=$(stat -c %u "/proc/$pid")
check "it runs as nobody else" bash -c "[ $user -ge 61184 ] && [ $user -le 65519 ]"
check "the secret files cannot be read by its user" refuses as "$user" cat /etc/baton/private/broker.jwk
check "the credentials cannot be read by another user" refuses as 65534 cat /run/credentials/baton.service/broker.jwk
check "the store cannot be read by another user" refuses as 65534 cat /var/lib/baton/baton.db
check "no core is dumped" has "$(grep 'core file' "/proc/$pid/limits")" "0                    0"
check "the sandbox is tight" bash -c \
    "systemd-analyze security baton.service --no-pager | awk '/Overall exposure/ {print; exit !(\$(NF-2) <= 1.2 || \$(NF-1) <= 1.2)}'"

# Reload.
check "a good configuration is reloaded" systemctl reload baton.service
until_so has "$(journal -u baton)" "a new configuration is in force"
check "a reload is told" has "$(journal -u baton)" "a new configuration is in force"
cp /etc/baton/baton.yaml /root/good.yaml
sed -i 's/kind: police/kind: army/' /etc/baton/baton.yaml
check "a broken configuration is refused" refuses systemctl reload baton.service
check "its faults are told with line and column" has "$(journal -u baton)" "/etc/baton/baton.yaml:"
check "and the old one keeps serving" referral
systemctl kill -s HUP baton.service
check "so it does when told directly" until_so bash -c "systemctl show baton -p StatusText | grep -q 'was refused'"
check "and serves" ready

# A configuration that cannot be used at the start.
systemctl stop baton.service
check "a start with it fails" refuses systemctl start baton.service
sleep 2
check "with exit code 78" is "$(property ExecMainStatus)" 78
check "and is not tried again" is "$(property NRestarts) $(systemctl is-active baton.service)" "0 failed"
cp /root/good.yaml /etc/baton/baton.yaml
systemctl reset-failed baton.service baton.socket; systemctl start baton.socket baton.service

# A restart under callers.
for i in $(seq 40); do
    (sleep "0.0$((i % 10))$((i % 7))"; sleep "0.$((i / 10))"
     curl -s -o /dev/null -m 20 -w '%{http_code}\n' http://127.0.0.1:8470/livez >>/root/answers) &
done
systemctl restart baton.service
wait
check "40 callers are answered during a restart" is "$(grep -c 200 /root/answers)" 40

# The watchdog.
mkdir -p /run/systemd/system/baton.service.d
printf '[Service]\nWatchdogSec=2\n' >/run/systemd/system/baton.service.d/watchdog.conf
systemctl daemon-reload; systemctl restart baton.service
sleep 5
check "the watchdog is fed" is "$(property NRestarts)" 0
pid=$(property MainPID); kill -STOP "$pid"
check "a daemon that hangs is killed and started again" until_so bash -c \
    "[ \$(systemctl show baton -p MainPID --value) != $pid ] && curl -sf -m 2 $management/readyz"
check "by the watchdog" has "$(journal -u baton)" "Watchdog timeout"
rm -r /run/systemd/system/baton.service.d; systemctl daemon-reload

# The journal.
secret=$(sed -E 's/.*"d":"([^"]*)".*/\1/' /etc/baton/private/broker.jwk)
check "no secret is in the journal" lacks "$(journal)" "$secret"
check "no child's name is in the journal" lacks "$(journal)" "Zebedee"
check "the journal has fields of its own" has "$(journal -u baton)" "BATON_VERSION="

# The end.
check "it stops at once, and well" bash -c \
    "timeout 10 systemctl stop baton.service && [ \$(systemctl show baton -p Result --value) = success ]"
check "it says that it stops" has "$(journal -u baton)" "the broker has stopped"

# The package again.
systemctl start baton.service
until_so ready
size=$(entries)
check "an upgrade keeps the state" bash -c "dpkg -i /root/baton.deb && systemctl is-active baton.service"
until_so ready
check "and goes on with the same log" bash -c "[ $(entries) -gt $size ]"
check "the package is removed" dpkg -r baton
check "and the state is kept" test -s /var/lib/private/baton/baton.db
check "and nothing runs" refuses systemctl is-active baton.service
check "the package is purged" dpkg -P baton
check "and the state is gone" refuses test -e /var/lib/private/baton -o -e /var/lib/baton
check "and the operator's keys are not" test -s /etc/baton/private/store-1.key
journal -u baton >/out/journal
echo end >>$result
systemctl --no-block poweroff
