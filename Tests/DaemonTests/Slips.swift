// SPDX-License-Identifier: Apache-2.0

extension `A faulty configuration` {
    /// What does not have the form of a configuration.
    static let shape: [Slip] = [
        Slip(
            "log: {origin",
            "logs: {origin",
            "baton.yaml:1:1: the configuration has no `log`, write `log`",
            "baton.yaml:7:1: unknown key `logs` in the configuration, write one of: "
                + "broker, log, listen, management, behind_proxy, store, partnerships, "
                + "agencies, agreements, subscriptions, readers"),
        Slip(
            "store: {sqlite: state/baton.db}",
            "store: {postgres: x}",
            "baton.yaml:10:8: `store` has no `sqlite`, write `sqlite`",
            "baton.yaml:10:9: unknown key `postgres` in `store`, write sqlite"),
        Slip(
            "listen: {http: 127.0.0.1:8470}",
            "listen: 127.0.0.1:8470",
            "baton.yaml:8:9: the text `127.0.0.1:8470` stands where a mapping is "
                + "expected, write `name: value` lines"),
        Slip(
            "kind: police",
            "kind: army",
            "baton.yaml:22:11: `army` is none of the words expected, write one of: "
                + "police, health, council, school, partnership, inspectorate, other"),
        Slip(
            "contact: 0191 496 0000",
            "telephone: 0191",
            "baton.yaml:30:5: unknown key `telephone` in an agency, write one of: "
                + "uri, name, kind, part_of, contact, nodes"),
        Slip(
            "purpose: safeguarding children\n",
            "\n",
            "baton.yaml:46:5: an agreement has no `purpose`, write `purpose`"),
        Slip(
            "from: 2026-01-01, until",
            "from: lately, until",
            "baton.yaml:26:47: `lately` is neither a date nor a time, write one such "
                + "as `2026-03-18` (its start in UTC) or `2026-03-18T09:00:00Z`"),
        Slip(
            "until: 2099-06-01T12:00:00Z",
            "until: 2025-06-01",
            "baton.yaml:26:66: the key ends before it begins, write a time after "
                + "`from`"),
        Slip(
            "types: [referral.made]\n    purpose",
            "types: []\n    purpose",
            "baton.yaml:50:12: the list is empty, write at least one item"),
        Slip(
            "uri: https://police.example",
            "uri: https://police.example/",
            "baton.yaml:20:10: `https://police.example/` is not an agency: it ends in "
                + "a slash, leave out the last `/`",
            "baton.yaml:48:12: agreement `isa-1` names agency https://police.example, "
                + "which is not registered, list it under `agencies`",
            "baton.yaml:58:12: a subscription of https://council.example names agency "
                + "https://police.example, which is not registered, list it under "
                + "`agencies`"),
        Slip(
            "store: {sqlite: state/baton.db}",
            "store: {sqlite: state/baton.db}\nstore: {sqlite: b.db}",
            "baton.yaml:10:1: `store` stands twice in one mapping, write it once"),
    ]
}

extension `A faulty configuration` {
    /// Files that are named and are not there, or are not what they should be.
    static let files: [Slip] = [
        Slip(
            "signing_key: keys/broker.jwk",
            "signing_key: keys/gone.jwk",
            "baton.yaml:3:16: the file keys/gone.jwk cannot be read (No such file or "
                + "directory), write the path of a file that is there, relative to this one"),
        Slip(
            "{jwk: keys/police.pub.json",
            "{jwk: keys/gone.json",
            "baton.yaml:26:19: the file keys/gone.json cannot be read (No such file "
                + "or directory), write the path of a file that is there, relative to this "
                + "one"),
        Slip(
            "rules: england-2026.1",
            "rules: rules/gone.yaml",
            "baton.yaml:15:12: there is no file rules/gone.yaml, and no such pack "
                + "comes with Baton, write the path of a rule pack, or one of: demo, "
                + "england-2026.1"),
        Slip(
            "rules: england-2026.1",
            "rules: keys/text.yaml",
            "baton.yaml:15:12: the file keys/text.yaml is not UTF-8, write the path "
                + "of a rule pack"),
        Slip(
            "calendar: england-and-wales",
            "calendar: england-and-wales\n    school_calendar: eton",
            "baton.yaml:17:22: there is no file eton, and no such school calendar comes with "
                + "Baton, write the path of a school's calendar, or one of: example"),
        Slip(
            "calendar: england-and-wales",
            "calendar: wales",
            "baton.yaml:16:15: no calendar `wales` comes with Baton, write one of: "
                + "england-and-wales, northern-ireland, scotland"),
        Slip(
            "jti_key: keys/jti.key",
            "jti_key: keys/short.key",
            "baton.yaml:6:12: the key has 3 bytes, write the path of a file of 32 "
                + "random bytes"),
    ]
}

extension `A faulty configuration` {
    /// Keys, public and private.
    static let keys: [Slip] = [
        Slip(
            "{jwk: keys/police.pub.json",
            "{jwk: keys/police.jwk",
            "baton.yaml:26:19: keys/police.jwk is no public key (a public key carries "
                + "the private member d: revoke this key and make another), write the path "
                + "of a public JWK"),
        Slip(
            "{jwk: keys/police.pub.json",
            "{jwk: keys/mixed.pub.json",
            "baton.yaml:26:19: keys/mixed.pub.json is no public key (n is no member of a key of "
                + "kty EC: a key has the members of one type), write the path of a public JWK"),
        Slip(
            "{jwk: keys/police.pub.json",
            "{jwk: keys/not.json",
            "baton.yaml:26:19: keys/not.json is no public key (it is not JSON: The "
                + "text ends at byte 1 where a comma or a closing brace was expected; send "
                + "all of it.), write the path of a public JWK"),
        Slip(
            "signing_key: keys/broker.jwk",
            "signing_key: keys/police.pub.json",
            "baton.yaml:3:16: the file is no private key (the key lacks d), write the "
                + "path of a private JWK"),
        Slip(
            "signing_key: keys/broker.jwk",
            "signing_key: keys/broker.jwk\n  previous_keys: [keys/broker.pub.json]",
            "baton.yaml:3:16: the key stands among `previous_keys` too, write another there, or "
                + "the path of the next key here"),
        Slip(
            "key: keys/log.jwk",
            "key: keys/broker.jwk",
            "baton.yaml:7:39: the key is not an Ed25519 key, write the path of a "
                + "private one"),
        Slip(
            "origin: baton.example/log",
            "origin: baton log",
            "baton.yaml:7:15: `baton log` is no origin of a log, write one such as "
                + "`baton.example/log`"),
        Slip(
            "store_keys: {1: keys/store-1.key}",
            "store_keys: {one: keys/store-1.key}",
            "baton.yaml:4:16: `one` is no number of a key, write a whole number from "
                + "1 to 65535"),
        Slip(
            "store_keys: {1: keys/store-1.key}",
            "store_keys: {}",
            "baton.yaml:4:15: `store_keys` is empty, write a number and the path of a "
                + "key"),
        Slip(
            "index_keys: {1: keys/index-1.key}",
            "index_keys: {0: keys/index-1.key}",
            "baton.yaml:5:16: `0` is no number of a key, write a whole number from 1 "
                + "to 65535"),
        Slip(
            "allow: [RS256]",
            "allow: [HS256]",
            "baton.yaml:41:70: `HS256` is nothing that a key must be allowed, write "
                + "RS256"),
        Slip(
            "{jwk: keys/school.pub.json, from: 2026-01-01, allow: [RS256]}",
            "{jwk: keys/rs256.pub.json, from: 2026-01-01}",
            "baton.yaml:41:22: the key keys/rs256.pub.json says that it signs RS256, "
                + "which must be allowed, write `allow: [RS256]` beside it, or better an "
                + "ES256 key"),
        Slip(
            "{jwk: keys/council.pub.json, from: 2026-01-01}",
            "{jwk: keys/council.pub.json, from: 2026-01-01, allow: [RS256]}",
            "baton.yaml:33:22: the key keys/council.pub.json is not for RS256, which "
                + "is allowed here, write the path of an RSA key that names no other `alg`, "
                + "or no `allow`"),
        Slip(
            "{jwk: keys/council.pub.json, from: 2026-01-01}",
            "{jwk: keys/council.pub.json, from: 2026-01-01}, {jwk: "
                + "keys/council.pub.json, from: 2026-06-01}",
            "baton.yaml:33:70: agency https://council.example has two keys with the "
                + "kid `"),
    ]
}

extension `A faulty configuration` {
    /// Where the daemon keeps and listens.
    static let places: [Slip] = [
        Slip(
            "listen: {http: 127.0.0.1:8470}",
            "listen: {http: 0.0.0.0:8470}",
            "baton.yaml:8:16: `0.0.0.0:8470` can be reached from other machines "
                + "without TLS, write `tls` beside it, or a loopback address or a Unix socket, "
                + "or say `behind_proxy: true` where a proxy ends TLS before it"),
        Slip(
            "management: 127.0.0.1:8471",
            "management: 10.0.0.1:8471",
            "baton.yaml:9:13: `10.0.0.1:8471` can be reached from other machines, and "
                + "the operator's listener asks nobody who they are, write a loopback "
                + "address or a Unix socket"),
        Slip(
            "management: 127.0.0.1:8471",
            "management: 127.0.0.1:8470",
            "baton.yaml:9:13: `127.0.0.1:8470` is also where agencies are listened "
                + "to, write another"),
        Slip(
            "management: 127.0.0.1:8471",
            "management: here",
            "baton.yaml:9:13: `here` is no address to listen at, write one such as "
                + "`127.0.0.1:8470`, `[::1]:8470` or `unix:/run/baton/http.sock`"),
        Slip(
            "listen: {http: 127.0.0.1:8470}",
            "listen: {http: 127.0.0.1:8470, tls: {certificate: a, key: b}}",
            "baton.yaml:8:37: `tls` has no `client_ca`, write `client_ca`",
            "baton.yaml:8:51: the file a cannot be read"),
        Slip(
            "store: {sqlite: state/baton.db}",
            "store: {sqlite: state/baton.db}\nbehind_proxy: yes",
            "baton.yaml:11:15: the text `yes` stands where a truth value is expected, "
                + "write true or false"),
    ]
}

extension `A faulty configuration` {
    /// What is named twice, or not at all.
    static let names: [Slip] = [
        Slip(
            "agreements:\n",
            "  - {uri: https://police.example, name: Again, kind: "
                + "police}\nagreements:\n",
            "baton.yaml:45:11: agency https://police.example is registered twice, "
                + "write it once"),
        Slip(
            "- id: cases",
            "- id: cases\n        keys: [{jwk: keys/police.pub.json, from: "
                + "2026-01-01}]\n      - id: cases",
            "baton.yaml:34:13: agency https://council.example has two nodes `cases`, "
                + "give each a name of its own"),
        Slip(
            "agencies:\n",
            "  - uri: https://baton.example/p/other\n    number: 1\n    name: Other\n "
                + "   rules: england-2026.1\n    calendar: england-and-wales\n    roles: "
                + "{front-door: https://council.example}\nagencies:\n",
            "baton.yaml:20:13: partnership https://baton.example/p/other has number "
                + "1, which another has, give it a new number"),
        Slip(
            "agencies:\n",
            "  - uri: https://baton.example/p/town\n    number: 2\n    name: Other\n  "
                + "  rules: england-2026.1\n    calendar: england-and-wales\n    roles: "
                + "{front-door: https://council.example}\nagencies:\n",
            "baton.yaml:19:10: partnership https://baton.example/p/town is configured "
                + "twice, write it once"),
        Slip(
            "subscriptions:\n",
            "  - {id: isa-1, partnership: https://baton.example/p/town, from: "
                + "[https://police.example], to: [https://school.example], types: "
                + "[referral.made], purpose: p, lawful_basis: b, review_by: "
                + "2028-01-01}\nsubscriptions:\n",
            "baton.yaml:54:10: there are two agreements `isa-1`, give each a name of "
                + "its own"),
        Slip(
            "front-door: https://council.example",
            "front-door: https://elsewhere.example",
            "baton.yaml:18:19: role `front-door` of partnership "
                + "https://baton.example/p/town names agency https://elsewhere.example, "
                + "which is not registered, list it under `agencies`"),
        Slip(
            "operated_by: https://council.example",
            "operated_by: https://elsewhere.example",
            "baton.yaml:40:22: node `gateway` names agency https://elsewhere.example, "
                + "which is not registered, list it under `agencies`"),
        Slip(
            "part_of: https://council.example",
            "part_of: https://school.example",
            "baton.yaml:34:10: agency https://school.example is a part of itself, "
                + "correct its `part_of`"),
        Slip(
            "from: [https://police.example, https://school.example]",
            "from: [https://police.example, https://elsewhere.example]",
            "baton.yaml:48:36: agreement `isa-1` names agency "
                + "https://elsewhere.example, which is not registered, list it under "
                + "`agencies`"),
        Slip(
            "agency: https://council.example",
            "agency: https://elsewhere.example",
            "baton.yaml:55:13: a subscription names agency https://elsewhere.example, "
                + "which is not registered, list it under `agencies`"),
        Slip(
            "agency: https://inspectorate.example",
            "agency: https://elsewhere.example",
            "baton.yaml:61:13: a reader names agency https://elsewhere.example, which "
                + "is not registered, list it under `agencies`"),
        Slip(
            "partnerships: [https://baton.example/p/town]",
            "partnerships: [https://baton.example/p/city]",
            "baton.yaml:63:20: reader https://inspectorate.example names partnership "
                + "https://baton.example/p/city, which is not configured, list it under "
                + "`partnerships`"),
        Slip(
            "agreements:\n",
            "  - {uri: https://baton.example, name: Broker, kind: "
                + "other}\nagreements:\n",
            "baton.yaml:45:11: agency https://baton.example has the broker's own URI, "
                + "give it a URI of its own"),
        Slip(
            "agreements:\n",
            "  - {uri: https://baton.example/p/town, name: Town, kind: "
                + "partnership}\nagreements:\n",
            "baton.yaml:45:11: agency https://baton.example/p/town has the URI of a "
                + "partnership, give it a URI of its own"),
        Slip(
            "front-door: https://council.example",
            "named-nurse: https://council.example",
            "baton.yaml:15:12: rule R1 needs a `front-door` and partnership "
                + "https://baton.example/p/town names none, list it under its `roles`"),
    ]
}

extension `A faulty configuration` {
    /// Agreements, subscriptions and readers.
    static let people: [Slip] = [
        Slip(
            "types: [referral.made]\n    purpose",
            "types: [referral.mad]\n    purpose",
            "baton.yaml:50:13: `referral.mad` is no event type that agencies send, "
                + "write one of: "),
        Slip(
            "types: [referral.made]\n    purpose",
            "types: [handoff.missed]\n    purpose",
            "baton.yaml:50:13: `handoff.missed` is no event type that agencies send, "
                + "write one of: "),
        Slip(
            "types: [referral.made]\n    from",
            "types: [referral.sent]\n    from",
            "baton.yaml:57:13: `referral.sent` is no event type that agencies send, "
                + "write one of: "),
        Slip(
            "where: {urgency: [immediate, urgent]}",
            "where: {dash_grade: [red]}",
            "baton.yaml:59:13: no message of these types has the particular `dash_grade`, "
                + "write no `where`, or one of: immediate_danger, referral_source, urgency"),
        Slip(
            "where: {urgency: [immediate, urgent]}",
            "where: {urgency: [immediate, asap]}",
            "baton.yaml:59:34: `asap` is no value of the particular `urgency`, "
                + "write one of: immediate, urgent, routine"),
        Slip(
            "until: 2026-11-28",
            "until: 2026-10-28",
            "baton.yaml:65:12: reader https://inspectorate.example has a last day "
                + "before its first, write `until` after `from`"),
        Slip(
            "    until: 2026-11-28",
            "    ",
            "baton.yaml:61:5: inspector https://inspectorate.example has no first or "
                + "no last day, write `from` and `until`"),
        Slip(
            "role: inspector",
            "role: operator",
            "baton.yaml:62:11: `operator` is none of the words expected, write one "
                + "of: partnership, inspector"),
        Slip(
            "review_by: 2027-03-31",
            "review_by: 2027-02-30",
            "baton.yaml:53:16: `2027-02-30` names a day there is not, write it as "
                + "`2026-03-18`"),
    ]
}
