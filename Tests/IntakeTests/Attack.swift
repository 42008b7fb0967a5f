// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

/// One way to attack with a token, and by which reason it must be refused.
struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    /// The code of the first reason.
    let code: String
    /// Where that reason points.
    let place: String?
    let change: @Sendable (inout Forgery, SampleTown) throws -> Void

    init(
        _ name: String, _ code: String, at place: String? = nil,
        _ change: @escaping @Sendable (inout Forgery, SampleTown) throws -> Void
    ) {
        self.name = name
        self.code = code
        self.place = place
        self.change = change
    }

    var testDescription: String { name }

    /// All of them: row S11 of the acceptance table and the checklist for JWS and JSON.
    static let all = headers + keys + forms + signatures + texts + claims + audiences + events

    /// Each value in the place of a header member.
    private static func head(_ name: String, _ values: String?...) -> [Attack] {
        values.enumerated().map { number, value in
            Attack("\(name), \(number): \(value?.prefix(40) ?? "absent")", "header", at: name) {
                forgery, _ in
                forgery.head(name, value)
            }
        }
    }

    /// Each value in the place of a claim.
    private static func claim(_ name: String, _ values: String?..., as code: String = "claim")
        -> [Attack]
    {
        values.enumerated().map { number, value in
            Attack("\(name), \(number): \(value?.prefix(40) ?? "absent")", code, at: name) {
                forgery, _ in
                forgery.claim(name, value)
            }
        }
    }

    private static let headers: [Attack] =
        head(
            "alg", "\"none\"", "\"None\"", "\"NONE\"", "\"nOnE\"", "\"\"", "\"HS256\"",
            "\"HS384\"", "\"HS512\"", "\"RS512\"", "\"ES512\"", "\"ES256K\"", "\"es256\"",
            "\" ES256\"", "\"ES256 \"", "\"ES256\\u0000\"", "\"A128KW\"", "\"dir\"", "1", "null",
            "[\"ES256\"]", "{}", nil)
        + head(
            "typ", "\"JWT\"", "\"jwt\"", "\"at+jwt\"", "\"secevent\"", "\"text/secevent+jwt\"",
            "\"secevent+jwt \"", "\"\"", "1", "null", "[\"secevent+jwt\"]", nil)
        + head(
            "kid", "\"\"", "1", "null", "\"../../etc/passwd\"", "\"a b\"", "\"a' OR '1'='1\"",
            "\"a;b\"", "\"a|b\"", "\"a\\u0000\"", "\"a\\n\"", "\"\u{E9}\"", "\"%2e\"",
            "\"\(String(repeating: "k", count: 129))\"", nil)
        + head("jku", "\"https://127.0.0.1:1/keys\"", "\"\"", "null", "\"file:///etc/passwd\"")
        + head("x5u", "\"http://169.254.169.254/latest\"", "null")
        + head("jwk", "{}", "null") + head("b64", "true", "false")
        + head("zip", "\"DEF\"")
        + head(
            "crit", "[]", "[\"b64\"]", "[\"exp\",\"exp\"]", "[\"alg\"]", "\"b64\"", "null", "{}")
        + head("x5t#S256", "\"AAAA\"", "1", "null", "\"\(String(repeating: "=", count: 43))\"")
        + head("x5c", "\"AAAA\"", "[]", "[\"AA-_\"]", "[1]", "null") + [
            Attack("a key of its own", "header", at: "jwk") { forgery, _ in
                let own = PrivateKey.generate(.p256)
                forgery.key = own
                forgery.head("jwk", own.publicKey.jwk.text)
            }
        ]

    private static let keys: [Attack] =
        [
            Attack("the key of another agency", "unknown_key", at: "kid") { forgery, town in
                forgery.key = town.council.key
                forgery.head("kid", town.council.key.publicKey.kid.quoted)
            },
            Attack("a key that nobody has", "unknown_key", at: "kid") { forgery, _ in
                forgery.head("kid", "\"nobody\"")
            },
            Attack("a kid in other letters", "unknown_key", at: "kid") { forgery, town in
                let kid = town.police.key.publicKey.kid
                let other = kid == kid.uppercased() ? kid.lowercased() : kid.uppercased()
                forgery.head("kid", other.quoted)
            },
            Attack("in another's name", "unknown_key", at: "kid") { forgery, town in
                forgery.claim("iss", town.council.id.uri.quoted)
            },
            Attack("in the broker's name", "unknown_issuer", at: "iss") { forgery, town in
                forgery.claim("iss", town.broker.uri.quoted)
            },
        ]
        + ["RS256", "PS256", "ES384", "EdDSA", "Ed25519"].map { name in
            Attack("\(name) with a key for ES256", "algorithm_not_allowed", at: "alg") {
                forgery, _ in forgery.head("alg", name.quoted)
            }
        }
        + ([
            "\"https://northumbria.police.example/\"", "\"http://northumbria.police.example\"",
            "\"https://NORTHUMBRIA.police.example\"", "\"https://northumbria.police.example:443\"",
            "\" https://northumbria.police.example\"", "\"https://n\u{F6}rthumbria.example\"",
            "\"https://no\u{308}rthumbria.example\"", "\"\"",
        ] as [String]).enumerated().map { number, issuer in
            Attack("iss, \(number): \(issuer)", "unknown_issuer", at: "iss") { forgery, _ in
                forgery.claim("iss", issuer)
            }
        }

    private static func form(
        _ name: String, _ changed: @escaping @Sendable (String) -> String
    ) -> Attack {
        Attack(name, "malformed_token") { forgery, _ in forgery.changed = changed }
    }

    /// What is no compact JWS.
    private static let forms: [Attack] =
        [
            form("no token") { _ in "" }, form("a word") { _ in "token" },
            form("no signature") { part($0, 0) + "." + part($0, 1) },
            form("an empty signature") { cut($0, 2) }, form("an empty payload") { cut($0, 1) },
            form("an empty header") { cut($0, 0) }, form("four parts") { $0 + ".AAAA" },
            form("five parts, as JWE has") { $0 + ".AAAA.AAAA" },
            form("a dot at the end") { $0 + "." }, form("a dot in front") { "." + $0 },
            form("padding in the header") { $0.replacing(".", with: "=.", maxReplacements: 1) },
            form("padding at the end") { $0 + "==" }, form("a line feed at the end") { $0 + "\n" },
            form("a space in front") { " " + $0 },
            form("a tab within") { $0.replacing(".", with: ".\t") },
            form("a zero byte at the end") { $0 + "\0" },
            form("a byte order mark") { "\u{FEFF}" + $0 },
            form("another kind of dot") { $0.replacing(".", with: "\u{FF0E}") },
            form("letters of another width") { "\u{FF45}" + $0.dropFirst() },
            form("a bar of SD-JWT") { $0 + "~" },
            form("general JSON") { "{\"payload\":\"\(part($0, 1))\",\"signatures\":[]}" },
            form("flattened JSON") {
                "{\"protected\":\"\(part($0, 0))\",\"payload\":\"\(part($0, 1))\","
                    + "\"signature\":\"\(part($0, 2))\"}"
            },
            form("a quoted token") { "\"\($0)\"" }, form("two tokens") { $0 + "\n" + $0 },
            form("the alphabet of base64") { part($0, 0) + "." + part($0, 1) + ".ab+/" },
            form("bits that are left over") { part($0, 0) + "." + part($0, 1) + ".Zh" },
            form("a length that no base64 has") { part($0, 0) + "." + part($0, 1) + ".Zm9vY" },
        ]
        + ([
            ("alg twice", "{\"alg\":\"none\",\"alg\":\"ES256\"}"),
            ("alg twice, once in code", "{\"alg\":\"ES256\",\"\\u0061lg\":\"none\"}"),
            ("kid twice", "{\"alg\":\"ES256\",\"kid\":\"a\",\"kid\":\"b\"}"),
            ("a byte order mark in the header", "\u{FEFF}{\"alg\":\"ES256\"}"),
            ("a header that is a list", "[]"), ("a header that is a word", "\"ES256\""),
            ("a header that goes on", "{\"alg\":\"ES256\"}{}"),
            ("a header that ends early", "{\"alg\":\"ES256\""),
            ("a comma too many in the header", "{\"alg\":\"ES256\",}"),
            ("half a character in the header", "{\"alg\":\"ES256\",\"x\":\"\\ud800\"}"),
            ("a number beyond all in the header", "{\"alg\":\"ES256\",\"x\":1e400}"),
            ("a header that is deep", "{\"x\":[[[[1]]]]}"),
            ("a header of many", "{\"x\":[\(String(repeating: "1,", count: 64))1]}"),
            ("a kid of a megabyte", "{\"kid\":\"\(String(repeating: "k", count: 60_000))\"}"),
        ]).map { name, text in
            Attack(name, "malformed_token") { forgery, _ in forgery.headerBytes = Array(text.utf8) }
        }

    private static func part(_ token: String, _ number: Int) -> String {
        String(token.split(separator: ".")[number])
    }

    /// The token with one part emptied.
    private static func cut(_ token: String, _ number: Int) -> String {
        var parts = token.split(separator: ".").map(String.init)
        parts[number] = ""
        return parts.joined(separator: ".")
    }
}
