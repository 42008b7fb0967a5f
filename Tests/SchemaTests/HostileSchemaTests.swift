// SPDX-License-Identifier: Apache-2.0

import Foundation
import Schema
import Testing
import Wire

/// Schemas that are meant to hang, to crash or to eat all memory.
@Suite struct `A hostile schema` {
    private static let limits = JSONLimits(
        bytes: 16 << 20, depth: 512, nodes: 1_000_000, stringBytes: 4 << 20, numbers: .any)

    private func load(_ text: String) throws -> CompiledSchema {
        let source = SchemaSource(
            name: "https://example.org/s",
            document: try JSONDocument(parsing: text, limits: .schema))
        let registry = try SchemaRegistry(loading: [source], options: .standard)
        return try #require(registry.schemas.first)
    }

    private func nested(_ depth: Int, in brackets: (String, String) = ("[", "]")) -> String {
        String(repeating: brackets.0, count: depth) + String(repeating: brackets.1, count: depth)
    }

    /// The stack of a thread of a server; a build that is not optimised takes ten times as much.
    private static var smallStack: Int {
        #if DEBUG
            8 << 20
        #else
            512 << 10
        #endif
    }

    /// Does something on a thread with no more stack than that.
    private func onSmallThread(_ body: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            body()
            done.signal()
        }
        thread.stackSize = Self.smallStack
        thread.start()
        done.wait()
    }

    @Test(arguments: [
        // Each goes down with the value, by the longest way that a level can take.
        ##"{"items":{"$ref":"#"}}"##,
        ##"{"items":{"anyOf":[{"not":{"$ref":"#"}},{"$ref":"#"}]}}"##,
        ##"{"contains":{"$ref":"#"},"unevaluatedItems":{"$ref":"#"}}"##,
        ##"{"$dynamicAnchor":"a","items":{"allOf":[{"if":{"$dynamicRef":"#a"}}]}}"##,
        ##"{"not":{"not":{"oneOf":[false,{"items":{"$ref":"#"}}]}}}"##,
        ##"{"prefixItems":[{"$ref":"#"}],"unevaluatedItems":{"allOf":[{"$ref":"#"}]}}"##,
    ])
    func `needs no more stack than a small thread has, however deep the value`(
        _ text: String
    ) throws {
        let schema = try load(text)
        for depth in [100, 512] {
            let value = try JSONDocument(parsing: nested(depth), limits: Self.limits).root
            onSmallThread {
                _ = schema.accepts(value)
                _ = schema.violations(in: value)
                _ = schema.output(for: value, .basic)
            }
        }
    }

    @Test func `is loaded on a small thread, however deep it is`() throws {
        let depth = 126
        let text =
            String(repeating: "{\"not\":", count: depth) + "{}"
            + String(repeating: "}", count: depth)
        onSmallThread {
            do {
                #expect(try load(text).accepts(try JSONDocument(parsing: "1").root))
            } catch {
                Issue.record(error)
            }
        }
    }

    @Test func `may compare the deepest values on a small thread`() throws {
        let schema = try load("{\"uniqueItems\":true}")
        let text = "[\(nested(511)),\(nested(511))]"
        let value = try JSONDocument(parsing: text, limits: Self.limits).root
        onSmallThread { #expect(!schema.accepts(value)) }
    }

    @Test func `that goes round by a dynamic reference is stopped at the depth limit`() throws {
        let schema = try load(##"{"$dynamicAnchor":"a","$dynamicRef":"#a"}"##)
        let value = try JSONDocument(parsing: "1").root
        onSmallThread {
            #expect(schema.violations(in: value).first?.sentence.contains("512 schemas") == true)
        }
    }

    @Test(arguments: ["allOf", "anyOf", "oneOf"])
    func `that doubles at each level is stopped at the step limit`(_ keyword: String) throws {
        let levels = (0..<40).map {
            let next = "{\"$ref\":\"#/$defs/l\($0 + 1)\"}"
            return "\"l\($0)\":{\"\(keyword)\":[\(next),\(next)]}"
        }
        let last = keyword == "anyOf" ? "false" : "{\"minimum\":0}"
        let schema = try load(
            "{\"$ref\":\"#/$defs/l0\",\"$defs\":{\(levels.joined(separator: ",")),\"l40\":\(last)}}"
        )
        let found = schema.violations(in: try JSONDocument(parsing: "1").root)
        #expect(found.map { $0.sentence.contains("steps") } == [true])
    }

    @Test func `of as many schemas as the limit is loaded, and of one more refused`() throws {
        // The root is one; each branch another.
        let text = { (count: Int) in
            "{\"anyOf\":[\(Array(repeating: "{}", count: count - 1).joined(separator: ","))]}"
        }
        _ = try load(text(100_000))
        #expect(throws: SchemaError.tooManySubschemas(limit: 100_000)) { try load(text(100_001)) }
    }

    @Test func `with as many dynamic anchors as the limit is loaded, and with more refused`() throws
    {
        // So many names that are asked for, times the resources that carry one of them.
        let text = { (count: Int) in
            let references = (0..<250).map { "{\"$dynamicRef\":\"r\($0)#a\($0)\"}" }
            let resources = (0..<count).map {
                "{\"$id\":\"r\($0)\",\"$dynamicAnchor\":\"a\($0 % 250)\"}"
            }
            return "{\"allOf\":[\((references + resources).joined(separator: ","))]}"
        }
        _ = try load(text(260))
        #expect(throws: SchemaError.tooManyDynamicAnchors(limit: 65_000)) { try load(text(261)) }
    }

    @Test func `with thousands of references into one object is loaded at once`() throws {
        let count = 20_000
        let links = (0..<count).map { "{\"$ref\":\"#/$defs/d\($0)\"}" }.joined(separator: ",")
        let targets = (0..<count).map { "\"d\($0)\":true" }.joined(separator: ",")
        let schema = try load("{\"allOf\":[\(links)],\"$defs\":{\(targets)}}")
        #expect(schema.accepts(try JSONDocument(parsing: "1").root))
    }

    @Test func `with a divisor of a thousand digits and a value of huge exponent takes no time`()
        throws
    {
        let schema = try load("{\"multipleOf\":1\(String(repeating: "0", count: 1_000))1e-900000}")
        let limits = Self.limits
        for (text, isGood) in [("1e999999999", false), ("0e5", true), ("0.3", false)] {
            let value = try JSONDocument(parsing: text, limits: limits).root
            #expect(schema.accepts(value) == isGood, "\(text)")
        }
    }

    @Test func `never leads to the network`() throws {
        #expect(throws: SchemaError.self) {
            try load("{\"$ref\":\"http://127.0.0.1:9/schema.json\"}")
        }
        #expect(throws: SchemaError.self) {
            try load("{\"$schema\":\"http://127.0.0.1:9/meta.json\"}")
        }
    }
}
