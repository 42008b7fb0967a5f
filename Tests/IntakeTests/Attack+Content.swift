// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Signing
import Wire

/// Attacks by a signature that is none, and by content under a good one.
extension Attack {
    private static func signature(_ name: String, _ bytes: [UInt8]) -> Attack {
        Attack(name, "signature_does_not_verify", at: "kid") { forgery, _ in
            forgery.signature = bytes
        }
    }

    private static let zero = [UInt8](repeating: 0, count: 32)
    private static let one = [UInt8](repeating: 0, count: 31) + [1]
    /// The order of P-256 (FIPS 186-5).
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC,
        0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    static let signatures: [Attack] = [
        signature("r and s of zero", zero + zero), signature("r of zero", zero + one),
        signature("s of zero", one + zero), signature("r of the order", order + one),
        signature("s of the order", one + order), signature("r and s of one", one + one),
        signature("all ones", [UInt8](repeating: 0xFF, count: 64)),
        signature("a byte too few", [UInt8](repeating: 1, count: 63)),
        signature("a byte too many", [UInt8](repeating: 1, count: 65)),
        signature("a signature of P-384", [UInt8](repeating: 1, count: 96)),
        signature("a signature of Ed25519 with r of zero", [UInt8](repeating: 0, count: 64)),
        signature("a signature in DER", [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]),
        Attack("another's signature", "signature_does_not_verify", at: "kid") { forgery, town in
            forgery.key = town.council.key
        },
        Attack("a signature of something else", "signature_does_not_verify", at: "kid") {
            forgery, _ in
            forgery.signature = try forgery.key.sign([1, 2, 3], algorithm: .es256)
        },
        Attack("a good signature in DER", "signature_does_not_verify", at: "kid") { forgery, _ in
            let good = try CompactJWS(parsing: forgery.bytes()).signature
            let (r, s) = ([0x00] + good.prefix(32), [0x00] + good.suffix(32))
            forgery.signature = [0x30, 70, 0x02, 33] + r + [0x02, 33] + s
        },
        Attack("a code under the public key", "signature_does_not_verify", at: "kid") {
            forgery, _ in
            let input = try forgery.bytes().split(separator: UInt8(ascii: "."))[..<2]
            let secret = forgery.key.publicKey.jwk.canonical
            let signed = Array(input.joined(separator: [UInt8(ascii: ".")]))
            forgery.signature = HMACSHA256.code(for: signed, key: secret).bytes
        },
    ]

    /// Payloads that are not strict JSON, or no object.
    static let texts: [Attack] =
        ([
            ("a claim twice", "{\"iss\":\"https://northumbria.police.example\",\"a\":1,\"a\":2}"),
            ("a claim twice, once in code", "{\"a\":1,\"\\u0061\":2}"),
            ("a member twice, deep down", "{\"a\":[{\"b\":{\"c\":1,\"c\":1}}]}"),
            ("a byte order mark in the payload", "\u{FEFF}{}"),
            ("half a character", "{\"a\":\"\\ud800\"}"),
            ("the other half", "{\"a\":\"\\udc00\"}"), ("a number beyond all", "{\"a\":1e400}"),
            ("a number of many digits", "{\"a\":1\(String(repeating: "0", count: 1_024))}"),
            ("no number", "{\"a\":NaN}"), ("endless", "{\"a\":Infinity}"),
            ("endless below", "{\"a\":-Infinity}"), ("a leading zero", "{\"a\":01}"),
            ("a plus sign", "{\"a\":+1}"), ("a hexadecimal number", "{\"a\":0x1}"),
            ("a point at the end", "{\"a\":1.}"), ("a comma too many", "{\"a\":1,}"),
            ("a remark", "{/**/\"a\":1}"), ("single quotes", "{'a':1}"), ("no quotes", "{a:1}"),
            ("something behind", "{} {}"), ("a zero byte behind", "{}\0"),
            ("a zero byte within", "{\"a\":\"\0\"}"), ("a line feed within", "{\"a\":\"\n\"}"),
            ("an end that is missing", "{\"a\":[1"), ("nothing but a space", " "),
            ("33 levels", String(repeating: "[", count: 33) + String(repeating: "]", count: 33)),
            ("20,000 levels", String(repeating: "[", count: 20_000)),
            ("10,001 values", "[\(String(repeating: "1,", count: 10_000))1]"),
            ("a string of 64 KiB and a byte", "\"\(String(repeating: "a", count: 65_537))\""),
        ]).map { name, text in
            Attack(name, "payload_not_json") { forgery, _ in forgery.payloadBytes = Array(text.utf8)
            }
        }
        + ([
            ("an overlong form", [0xC0, 0xAF]), ("a byte that UTF-8 has not", [0xFF]),
            ("a surrogate in UTF-8", [0xED, 0xA0, 0x80]), ("half of a sequence", [0xE2, 0x82]),
        ]).map { name, bytes in
            Attack(name, "payload_not_json") { forgery, _ in
                forgery.payloadBytes = Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8)
            }
        }
        + ["[]", "\"a\"", "1", "null", "true"].map { text in
            Attack("the payload \(text)", "payload_not_object") { forgery, _ in
                forgery.payloadBytes = Array(text.utf8)
            }
        }

    private static func claim(
        _ name: String, _ values: [String?], as code: String = "claim"
    ) -> [Attack] {
        values.enumerated().map { number, value in
            Attack("\(name), \(number): \(value?.prefix(40) ?? "absent")", code, at: name) {
                forgery, _ in
                forgery.claim(name, value)
            }
        }
    }

    static let claims: [Attack] =
        claim(
            "iat",
            [
                nil, "null", "true", "\"1764061200\"", "1.5", "-1", "9007199254740993",
                "18446744073709551616", "253402300800", "[1764061200]", "1764061200e9",
                "\(SampleTown.morning.seconds + 301)",
            ])
        + claim("toe", ["null", "\"now\"", "0.5", "-1", "9007199254740993", "253402300800"])
        + claim(
            "jti",
            [
                nil, "null", "1", "\"\"", "\"\(String(repeating: "j", count: 15))\"",
                "\"\(String(repeating: "j", count: 129))\"", "\"../../../../etc/passwd\"",
                "\"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a0\\u0000\"", "\"0199c1f0 8f3e 7c11 9a55\"",
                "\"\u{FF10}199c1f0-8f3e-7c11-9a55\"", "[\"0199c1f0-8f3e-7c11\"]",
            ])
        + claim(
            "txn",
            [
                nil, "null", "7", "\"\"", "\"thread\"", "\"0199C1F0-8F3E-7C11-9A55-3F0E2D7C1A01\"",
                "\"{0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01}\"",
            ])
        + claim(
            "sub_id",
            [
                nil, "null", "\"a\"", "{}", "{\"format\":\"phone\",\"phone\":\"1\"}",
                "{\"format\":\"opaque\"}", "{\"format\":1,\"id\":\"a\"}",
            ])
        + claim("sub", ["\"a\"", "null"]) + claim("exp", ["1", "9999999999", "null"])
        + claim("nbf", ["1", "null"])

    static let audiences: [Attack] = claim(
        "aud",
        [
            nil, "null", "1", "\"\"", "[]", "[1]", "{}", "\"https://sunderland.council.example\"",
            "\"https://baton.example\"", "\"https://baton.example/p/sunderland/\"",
            "\"https://baton.example/p/SUNDERLAND\"",
            "[\"https://baton.example/p/sunderland\",\"https://baton.example/p/sunderland\"]",
            "[\"https://baton.example/p/sunderland\",\"https://evil.example\"]",
            "[\"https://baton.example/p/sunderland\",null]",
            "[\"https://baton.example/p/sunderland\",[\"https://sunderland.council.example\"]]",
        ], as: "audience")

    static let events: [Attack] =
        claim(
            "events",
            [
                nil, "null", "[]", "{}", "\"a\"", "{\"a\":null}", "{\"a\":[]}", "{\"a\":\"b\"}",
                "{\"a\":{},\"b\":{}}",
            ])
        + claim(
            "events",
            [
                "{\"\":{}}", "{\"https://evil.example/event/referral.made/v1\":{}}",
                "{\"https://w3id.org/baton/event/referral.made/v99\":{}}",
                "{\"https://w3id.org/baton/event/referral.made/v1 \":{}}",
                "{\"https://w3id.org/baton/event/../event/referral.made/v1\":{}}",
                "{\"https://w3id.org/baton/event/REFERRAL.made/v1\":{}}",
            ], as: "unknown_event_type")
}
