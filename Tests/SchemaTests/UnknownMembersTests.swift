// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

/// Members that a schema says nothing about are told to who sent them, and refuse nothing.
@Suite struct `The members that a schema does not know` {
    @Test(arguments: [
        (#"{"properties":{"a":{}}}"#, #"{"a":1,"b":2}"#, ["/b"]),
        (#"{"properties":{"a":{"properties":{"b":{}}}}}"#, #"{"a":{"c":1}}"#, ["/a/c"]),
        (
            #"{"properties":{"a":{"items":{"properties":{"b":{}}}}}}"#, #"{"a":[{"b":1},{"c":1}]}"#,
            ["/a/1/c"]
        ),
        (
            ##"{"allOf":[{"$ref":"#/$defs/d"}],"$defs":{"d":{"properties":{"a":{}}}}}"##,
            #"{"a":1,"é":2}"#,
            ["/é"]
        ),
        (#"{"properties":{"a":{}},"if":{},"then":{"properties":{"b":{}}}}"#, #"{"b":1}"#, []),
        (#"{"properties":{"a":{}},"anyOf":[{"properties":{"b":{}}},true]}"#, #"{"b":1}"#, []),
        (#"{"properties":{"a":{}},"additionalProperties":{"type":"string"}}"#, #"{"b":"x"}"#, []),
        ("{}", #"{"b":1}"#, []), (#"{"properties":{"a":{}}}"#, "[1]", []),
    ])
    func `are found wherever it lists members`(schema: String, value: String, places: [String])
        throws
    {
        #expect(try unknown(schema, value).pointers.map(\.description) == places)
    }

    @Test(arguments: [UnknownMembers.limit, UnknownMembers.limit + 1])
    func `are told to a limit`(count: Int) throws {
        let members = (0..<count).map { #""m\#($0)":1"# }.joined(separator: ",")
        let found = try unknown(#"{"properties":{"a":{}}}"#, "{\(members)}")
        #expect(found.pointers.count == UnknownMembers.limit)
        #expect(found.areMore == (count > UnknownMembers.limit))
    }

    private func unknown(_ schema: String, _ value: String) throws -> UnknownMembers {
        let registry = try Compiling.registry([schema])
        return UnknownMembers(
            in: try Compiling.document(value).root, by: registry.schemas[0], in: registry)
    }
}
