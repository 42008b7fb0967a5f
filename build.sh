#!/bin/bash
# build.sh OUT TREE
set -e
rm -rf /tmp/mb-d/$1.src; mkdir /tmp/mb-d/$1.src; cd /tmp/mb-d/$1.src
for r in Wire Schema; do (cd $2/Sources/$r; find . -name '*.swift' | while read f; do sed -E '/^ *(package |internal )?import Wire/d' $f > /tmp/mb-d/$1.src/$(echo $r$f | tr '/' '_'); done); done
cp /tmp/mb-d/main.swift main.swift
swiftc -O -wmo -swift-version 6 -package-name baton -module-name MB -enable-upcoming-feature ExistentialAny *.swift -o /tmp/mb-d/$1 2>&1 | grep -E "error|warning: unused" | head
