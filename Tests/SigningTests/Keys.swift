// SPDX-License-Identifier: Apache-2.0

import Signing
import Wire

/// JSON Web Keys to test with: public test keys of RFC 7515, RFC 7638, RFC 8037 and Wycheproof.
enum Keys {
    /// The key of RFC 7515 A.3.
    static let p256: [String: JSONValue] = [
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    ]
    static let secretOfP256: JSONValue = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"

    /// The key of RFC 8037 A.1.
    static let ed25519: [String: JSONValue] = [
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]
    static let secretOfEd25519: JSONValue = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"

    /// The key of RFC 7638 section 3.1.
    static let rsa: [String: JSONValue] = [
        "kty": "RSA", "e": "AQAB",
        "n": """
        0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS\
        oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65\
        YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr\
        dkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK\
        nqDKgw
        """,
    ]

    /// A modulus that the generator of CVE-2017-15361 made (Wycheproof `json_web_key_test.json`).
    static let factorableModulus: JSONValue = """
        AanFpofbj7KjD4Lf-N2hVMKR7yewSyXhhbirIMTGpfYEhZ_lnt5UoK98DnKIgArXGTu3MaW_HhFw16HGaTDU\
        HqPrId7fe4r11CqRw09yBFuW79V8sYIwHdzCaWflUI6auImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPg\
        OoIWl6q_MPsp7n0zs3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtPd7BjSx7NaFka8Dx9U7YqXy2RFj1O\
        9PjyaDGuRh7YXsX3iMUSP_wSyHQg_c_qHRtKUsNSGCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQ\
        VZ-QYyE
        """

    /// The JSON node of members, as it would come out of a file.
    static func node(_ members: [String: JSONValue]) throws -> JSONNode {
        try node(.object(members.map { JSONMember($0.key, $0.value) }))
    }

    /// The JSON node of a value, as it would come out of a file.
    static func node(_ value: JSONValue) throws -> JSONNode {
        try JSONDocument(parsing: value.canonical, limits: .message).root
    }

    /// A private key together with the algorithms it signs.
    static let signing: [(PrivateKey, [SignatureAlgorithm])] = [
        (PrivateKey.generate(.p256), [.es256]),
        (PrivateKey.generate(.p384), [.es384]),
        (PrivateKey.generate(.ed25519), [.edDSA, .ed25519]),
        (PrivateKey.generate(.rsa2048), [.ps256]),
    ]
}
