// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

/// What a newer version of a schema may do, and what it may not.
@Suite struct `The compatibility of two versions` {
    private static let same: [(String, String)] = [
        (#"{"properties":{"a":{}}}"#, #"{"properties":{"a":{},"b":{"type":"string"}}}"#),
        (#"{"title":"One"}"#, #"{"title":"Another","deprecated":true,"description":"Words."}"#),
        (#"{"required":["a"]}"#, #"{"allOf":[{"required":["a"]}]}"#),
        (
            #"{"properties":{"a":{"type":"string"}}}"#,
            ##"{"properties":{"a":{"$ref":"#/$defs/t"}},"$defs":{"t":{"type":"string"}}}"##
        ),
        (#"{"multipleOf":2}"#, #"{"multipleOf":2.0}"#),
        ("{}", #"{"minItems":0}"#), ("{}", #"{"unevaluatedProperties":true}"#),
        (
            #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
            #"{"anyOf":[{"type":"null"},{"type":"string"}]}"#
        ),
        (#"{"oneOf":[{"maximum":1},{"minimum":3}]}"#, #"{"oneOf":[{"minimum":3},{"maximum":1}]}"#),
        (
            #"{"allOf":[{"not":{"const":1}},{"not":{"const":2}}]}"#,
            #"{"allOf":[{"not":{"const":2}},{"not":{"const":1}}]}"#
        ),
        (#"{"contains":{"const":1}}"#, #"{"contains":{"const":1},"minContains":1}"#),
        ("{}", #"{"prefixItems":[{}]}"#),
        (#"{"dependentRequired":{"a":["b"]},"required":["b"]}"#, #"{"required":["b"]}"#),
    ]

    @Test(arguments: same)
    func `lets what changes nothing pass without a word`(old: String, new: String) throws {
        #expect(try changes(old, new) == [])
    }

    private static let relaxed: [(String, String)] = [
        (#"{"maxLength":5}"#, #"{"maxLength":6}"#), (#"{"maxLength":5}"#, "{}"),
        (#"{"minimum":5}"#, #"{"minimum":4.9}"#), (#"{"pattern":"^a"}"#, "{}"),
        (
            #"{"anyOf":[{"enum":["a"]},{"pattern":"^x-"}]}"#,
            #"{"anyOf":[{"enum":["a","b"]},{"pattern":"^x-"}]}"#
        ), (#"{"uniqueItems":true}"#, "{}"),
        (#"{"exclusiveMinimum":1}"#, #"{"minimum":1}"#),
        (#"{"minimum":1}"#, #"{"exclusiveMinimum":0}"#),
        (#"{"maximum":1}"#, #"{"exclusiveMaximum":2}"#),
        (#"{"multipleOf":4}"#, #"{"multipleOf":2}"#),
        (#"{"not":{"const":1}}"#, "{}"), (#"{"contains":{"const":1}}"#, "{}"),
        (#"{"if":{"const":1},"then":{"minimum":1}}"#, "{}"),
        (#"{"unevaluatedItems":false}"#, "{}"),
        (
            #"{"contains":{"const":1},"minContains":2}"#,
            #"{"contains":{"const":1},"minContains":1}"#
        ),
    ]

    @Test(arguments: relaxed)
    func `lets what is relaxed pass with a caution`(old: String, new: String) throws {
        let found = try changes(old, new)
        #expect(found.map(\.effect) == [.cautions])
    }

    private static let broken: [(String, String, String)] = [
        ("{}", #"{"required":["a"]}"#, ""), (#"{"required":["a"]}"#, "{}", ""),
        (#"{"properties":{"a":{}}}"#, #"{"properties":{"b":{}}}"#, ""),
        (
            #"{"properties":{"a":{"type":"string"}}}"#, #"{"properties":{"a":{"type":"number"}}}"#,
            "/a"
        ),
        (#"{"properties":{"a":{}}}"#, #"{"properties":{"a":{"maxLength":6}}}"#, "/a"),
        (#"{"items":{"maxLength":6}}"#, #"{"items":{"maxLength":5}}"#, "/*"),
        (#"{"minItems":1}"#, #"{"minItems":2}"#, ""),
        (#"{"enum":["a","b"]}"#, #"{"enum":["a"]}"#, ""),
        (#"{"enum":["a"]}"#, #"{"enum":["a","b"]}"#, ""), (#"{"const":1}"#, #"{"const":2}"#, ""),
        ("{}", #"{"format":"date"}"#, ""), ("{}", #"{"uniqueItems":true}"#, ""),
        (#"{"enum":["a"]}"#, "{}", ""),
        ("{}", #"{"unevaluatedProperties":false}"#, ""), ("{}", #"{"not":{"const":1}}"#, ""),
        ("{}", #"{"if":{"const":1},"then":{"minimum":1}}"#, ""),
        ("{}", #"{"contains":{"const":1}}"#, ""), ("{}", #"{"anyOf":[{"const":1}]}"#, ""),
        ("{}", #"{"prefixItems":[{},{"type":"string"}]}"#, "/1"),
        ("{}", #"{"dependentRequired":{"a":["b"]}}"#, ""),
        (#"{"dependentRequired":{"a":["b"]}}"#, "{}", ""),
        ("{}", #"{"dependentSchemas":{"a":{"minProperties":2}}}"#, ""),
        (
            #"{"dependentSchemas":{"a":{"properties":{"b":{"maxLength":3}}}}}"#,
            #"{"dependentSchemas":{"a":{"properties":{"b":{"maxLength":2}}}}}"#, "/b"
        ),
        (#"{"multipleOf":2}"#, #"{"multipleOf":4}"#, ""),
        (#"{"multipleOf":4}"#, #"{"multipleOf":6}"#, ""),
        (#"{"minimum":1}"#, #"{"exclusiveMinimum":1}"#, ""),
        (#"{"exclusiveMinimum":0}"#, #"{"minimum":1}"#, ""),
        (
            #"{"contains":{"const":1}}"#, #"{"contains":{"const":1},"minContains":2}"#, ""
        ),
        ("{}", #"{"properties":{"a":false}}"#, ""),
        (
            #"{"if":{"const":1},"then":{"minimum":1}}"#,
            #"{"if":{"const":1},"then":{"minimum":2}}"#, ""
        ),
        (
            ##"{"contains":{"$ref":"#/$defs/a"},"$defs":{"a":{"maxLength":5}}}"##,
            ##"{"contains":{"$ref":"#/$defs/a"},"$defs":{"a":{"maxLength":4}}}"##, "/*"
        ),
        (
            #"{"additionalProperties":false}"#,
            #"{"additionalProperties":false,"properties":{"a":{}}}"#, ""
        ),
        (#"{"anyOf":[{"const":1},{"const":2}]}"#, #"{"anyOf":[{"const":1}]}"#, ""),
        (#"{"x-sensitive":true}"#, "{}", ""),
        (#"{"x-baton":{"opens":true}}"#, #"{"x-baton":{"opens":false}}"#, ""),
        (
            #"{"x-baton":{"particulars":{"a":"/a"}}}"#, #"{"x-baton":{"particulars":{"a":"/b"}}}"#,
            ""
        ),
        (#"{"x-baton":{"answers":["a"]}}"#, #"{"x-baton":{"answers":["b"]}}"#, ""),
    ]

    @Test(arguments: broken)
    func `refuses what is removed, required, tightened or retyped`(
        old: String, new: String, member: String
    ) throws {
        let found = try changes(old, new).filter { $0.effect == .breaks }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.member.description == member })
    }

    private static let untold: [(String, String)] = [
        (#"{"not":{"const":1}}"#, #"{"not":{"const":2}}"#),
        (#"{"format":"date"}"#, #"{"format":"date-time"}"#),
        (#"{"oneOf":[{"const":1}]}"#, #"{"oneOf":[{"const":1},{"const":2}]}"#),
        (
            #"{"if":{"const":1},"then":{"minimum":1}}"#,
            #"{"if":{"const":2},"then":{"minimum":1}}"#
        ), (#"{"pattern":"^a"}"#, #"{"pattern":"^b"}"#),
        (
            #"{"dependentSchemas":{"a":{}}}"#,
            #"{"dependentSchemas":{"a":{"properties":{"b":{"maxLength":2}}}}}"#
        ),
        (
            ##"{"not":{"$ref":"#/$defs/a"},"$defs":{"a":{"const":1}}}"##,
            ##"{"not":{"$ref":"#/$defs/a"},"$defs":{"a":{"const":2}}}"##
        ),
        (
            ##"{"$dynamicRef":"#n","$defs":{"n":{"$dynamicAnchor":"n","maxLength":5}}}"##,
            ##"{"$dynamicRef":"#n","$defs":{"n":{"$dynamicAnchor":"n","maxLength":4}}}"##
        ),
    ]

    @Test(arguments: untold)
    func `says what the structure does not tell`(old: String, new: String) throws {
        let found = try changes(old, new)
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.effect == .undecided })
    }

    @Test func `comes to an end where a definition contains itself`() throws {
        let tree = ##"{"properties":{"child":{"$ref":"#"},"name":{"maxLength":NUMBER}}}"##
        let old = tree.replacing("NUMBER", with: "5")
        let new = tree.replacing("NUMBER", with: "4")
        #expect(try changes(old, new).map(\.member.description) == ["/name"])
    }

    private func changes(_ old: String, _ new: String) throws -> [SchemaChange] {
        let registry = try Compiling.registry([old, new])
        let schemas = registry.schemas
        return SchemaCompatibility(from: schemas[0], to: schemas[1], in: registry).changes
    }
}
