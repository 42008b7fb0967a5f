// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `An object written member by member` {
    @Test func `has the bytes of the tree that says the same`() {
        let bytes: [UInt8] = [0, 255, 62, 63, 7]
        var object = CanonicalObject()
        object.add("a", "a \"quoted\" \\ line\n\u{1}é😀")
        object.add("b", -9_007_199_254_740_993)
        bytes.withUnsafeBytes { object.add("b64", base64URL: $0) }
        object.add("c", ifTrue: true)
        object.add("d", texts: ["x", "", "\t"])
        object.add("e", texts: [String]())
        object.add("f", tree: ["z": 1, "y": [.null, .number(2.5)]])
        object.add("g", strings: ["é": "1", "b\"": "2", "\u{FF21}": "3", "😀": "4"])
        object.add("h", strings: [:])
        let tree: JSONValue = [
            "g": ["é": "1", "b\"": "2", "\u{FF21}": "3", "😀": "4"], "h": .object([]),
            "f": ["z": 1, "y": [.null, .number(2.5)]], "e": [], "d": ["x", "", "\t"], "c": true,
            "b64": .string(Base64URL.encode(bytes)), "b": .integer(-9_007_199_254_740_993),
            "a": "a \"quoted\" \\ line\n\u{1}é😀",
        ]
        #expect(object.finish() == tree.canonical)
    }

    @Test func `leaves out what is nil or not so`() {
        var object = CanonicalObject()
        object.add("a", String?.none)
        object.add("b", Int64?.none)
        object.add("c", ifTrue: false)
        object.add("d", tree: nil)
        #expect(object.finish() == Array("{}".utf8))
    }

    @Test func `may be longer than most`() {
        let text = String(repeating: "é", count: 5_000)
        var object = CanonicalObject()
        object.add("text", text)
        #expect(object.finish() == JSONValue.object([JSONMember("text", .string(text))]).canonical)
    }

    @Test func `takes no member out of order or twice`() async {
        await #expect(processExitsWith: .failure) {
            var object = CanonicalObject()
            object.add("b", 1)
            object.add("a", 1)
        }
        await #expect(processExitsWith: .failure) {
            var object = CanonicalObject()
            object.add("a", 1)
            object.add("a", 2)
        }
        await #expect(processExitsWith: .success) {
            var object = CanonicalObject()
            object.add("a", 1)
            object.add("ab", 2)
            object.add("b", 2)
        }
    }
}
