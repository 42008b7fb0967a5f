// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `A JSON value` {
    private let value: JSONValue = ["b": [1, true, "x"], "a": ["n": -5]]

    @Test func `is built from literals and read again`() {
        #expect(value["b"]?.array?.count == 3)
        #expect(value["b"]?.array?[0].integer == 1)
        #expect(value["b"]?.array?[1].boolean == true)
        #expect(value["b"]?.array?[2].string == "x")
        #expect(value["a"]?["n"]?.integer == -5)
        #expect(value["c"] == nil)
        #expect(value.string == nil && value.integer == nil && value.boolean == nil)
        #expect(value.members?.count == 2)
        #expect(JSONValue.null.isNull && !value.isNull)
    }

    @Test func `leaves out what is nil`() {
        let absent: JSONValue? = nil
        #expect(
            JSONValue.object(leavingOutNil: ["a": 1, "b": absent, "c": "x"]).text
                == #"{"a":1,"c":"x"}"#)
    }

    @Test func `is equal to what means the same`() {
        #expect(value == ["a": ["n": -5], "b": [1, true, "x"]])
        #expect(Set([value, ["a": ["n": -5], "b": [1, true, "x"]]]).count == 1)
        #expect(JSONValue.integer(1) == .number(1.0))
        #expect(Set([JSONValue.integer(1), .number(1.0)]).count == 1)
        #expect(JSONValue.number(1.5) != .integer(1))
        #expect(["a": 1] as JSONValue != ["a": 2] && ["a": 1] as JSONValue != ["b": 1])
        #expect([1, 2] as JSONValue != [2, 1])
        #expect(JSONValue.boolean(true) != .string("true"))
    }

    @Test func `tells strings apart that only look alike`() {
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        #expect(["\u{E9}": 1] as JSONValue != ["e\u{301}": 1])
        #expect((["\u{E9}": 1] as JSONValue)["e\u{301}"] == nil)
        #expect(Set([JSONValue.string("\u{E9}"), .string("e\u{301}")]).count == 2)
    }

    @Test func `is refused when a name stands twice in it`() async {
        await #expect(processExitsWith: .failure) {
            _ = (["a": 1, "a": 2] as JSONValue).canonical
        }
    }

    @Test func `is refused when a number is not finite`() async {
        await #expect(processExitsWith: .failure) { _ = JSONValue.number(.infinity).canonical }
    }
}
