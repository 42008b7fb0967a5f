// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `A position in a document` {
    private func whole(_ text: String) throws -> Int64? {
        let root = try JSONDocument(parsing: text, limits: .schema).root
        return root.document.smallInteger(at: root.position)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("-12", -12), ("999999999999999999", 999_999_999_999_999_999),
        ("-99999999999999999", -99_999_999_999_999_999),
    ])
    func `gives a whole number of few digits at once`(_ text: String, _ value: Int64) throws {
        #expect(try whole(text) == value)
    }

    @Test(arguments: ["1000000000000000000", "1.0", "1e2", "\"1\"", "[1]", "true"])
    func `gives no other value as one`(_ text: String) throws {
        #expect(try whole(text) == nil)
    }

    @Test func `counts the values and names that a value is made of`() throws {
        let root = try JSONDocument(parsing: #"{"a":[1,{"b":null}],"c":2}"#).root
        #expect(root.valueCount == 9)
        #expect(root.document.valueCount == 9)
        #expect(root["a"]?.valueCount == 5)
        #expect(root["c"]?.valueCount == 1)
    }

    @Test func `stands before what is inside its value, and that before what follows`() throws {
        let root = try JSONDocument(parsing: #"{"a":[1],"c":2}"#).root
        let (a, c) = (try #require(root["a"]), try #require(root["c"]))
        let inner = try #require(a[0])
        #expect(a.position.index < inner.position.index)
        #expect(inner.position.index < c.position.index)
    }
}
