// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

/// What a person is told about each member of a schema.
@Suite struct `The outline of a schema` {
    @Test func `lists members before what is inside them, in their order`() throws {
        let members = try outline(
            ##"""
            {"properties":{"b":{"type":"object","properties":{"c":{}}},
             "a":{"type":"array","items":{"$ref":"#/$defs/d"}}},
             "$defs":{"d":{"properties":{"e":{"type":"string"}}}}}
            """##)
        #expect(members.map(\.path) == [["b"], ["b", "c"], ["a"], ["a", "*", "e"]])
    }

    @Test func `tells when a member has to be there`() throws {
        let members = try outline(
            #"""
            {"required":["always"],"properties":{"always":{},"never":{},"kind":{}},
             "if":{"properties":{"kind":{"const":1}}},"then":{"required":["then"],
             "properties":{"then":{}}}}
            """#)
        let presence = Dictionary(uniqueKeysWithValues: members.map { ($0.path[0], $0.presence) })
        #expect(presence["always"] == .required)
        #expect(presence["never"] == .optional)
        #expect(presence["then"] == .conditional)
    }

    @Test func `says what is asked in words`() throws {
        let members = try outline(
            #"""
            {"properties":{"a":{"title":"A","description":"What it is.","type":"string",
             "maxLength":64,"format":"date","x-sensitive":true,"deprecated":true},
             "b":{"enum":["x","y"]},"c":{"type":"array","maxItems":3,"items":{"maxLength":5}}}}
            """#)
        #expect(members[0].types == ["string"])
        #expect(members[0].title == "A")
        #expect(members[0].meaning == "What it is.")
        #expect(members[0].terms == ["at most 64 characters", "format date"])
        #expect(members[0].isSensitive && members[0].isDeprecated)
        #expect(!members[0].isWithholdable)
        #expect(members[1].values == ["x", "y"])
        #expect(members[2].terms == ["up to 3 elements", "each at most 5 characters"])
    }

    @Test func `names a code list instead of repeating it`() throws {
        let registry = try Compiling.registry([
            #"{"properties":{"code":{"$ref":"https://example.org/schema/1"}}}"#,
            #"{"x-codes":{"a":"The first"},"enum":["a"]}"#,
        ])
        let members = SchemaOutline(of: registry.schemas[0], in: registry).members
        #expect(members.map(\.codeLists) == [["https://example.org/schema/1"]])
        #expect(members[0].values == [])
    }

    @Test func `comes to an end where a definition contains itself`() throws {
        let members = try outline(##"{"properties":{"child":{"$ref":"#"},"name":{}}}"##)
        #expect(members.map(\.path) == [["child"], ["name"]])
    }

    @Test(arguments: [SchemaOutline.depthLimit, SchemaOutline.depthLimit + 1])
    func `follows members to a limit`(depth: Int) throws {
        let text = (0..<depth).reduce("{}") { inner, _ in #"{"properties":{"a":\#(inner)}}"# }
        #expect(try outline(text).count == min(depth, SchemaOutline.depthLimit))
    }

    private func outline(_ text: String) throws -> [OutlinedMember] {
        let registry = try Compiling.registry([text])
        return SchemaOutline(of: registry.schemas[0], in: registry).members
    }
}
