// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import SampleTown
import Schema
import Testing
import Wire

/// What is read of schemas besides what they ask: a slip in it would be read by nobody.
@Suite struct `A catalogue` {
    private static let id = "https://w3id.org/baton/schema/cat.lost/1.0.0"

    @Test func `takes a new type whose annotations are right`() throws {
        let catalogue = try catalogue(#""x-sensitive":true"#, baton: Self.baton)
        let entry = try #require(catalogue.entries.first { $0.type.name == "cat.lost" })
        #expect(entry.opens && !entry.isAddressedOnly && !entry.isIssuedByBroker)
        #expect(entry.subjects?.description == "/subjects")
    }

    @Test(arguments: [
        #""x-sensitve":true"#, #""x-sensitive":"yes""#, #""x-withholdable":1"#, #""x-codes":[]"#,
        #""x-note":"What nobody reads.""#,
    ])
    func `refuses a wrong annotation of a member`(annotation: String) throws {
        try refuses(annotation, baton: Self.baton)
    }

    @Test(arguments: [
        (#""opens":true"#, #""opens":"yes""#), (#""opens":true"#, #""opnes":true"#),
        (#""answers":[]"#, #""answers":"*""#),
        (#""subjects":"/subjects""#, #""subjects":"subjects""#),
        (#""name":"/name""#, #""name":"name""#), (#""name":"/name""#, #""name":"/nowhere""#),
        (#""subjects":"/subjects""#, #""subjects":"/nowhere""#),
        (#""subjects":"/subjects""#, #""subjects":"/subjects","attendance":"/nowhere""#),
        (#""answers":[]"#, #""answers":["nosuch.type"]"#), (#"cat.lost/v1"#, #"cat.lost/v2"#),
        (#"cat.lost/v1"#, #"cat.found/v1"#),
        (#""kind":"record""#, #""kind":"rumour""#),
        (
            #""event":"https://w3id.org/baton/event/cat.lost/v1""#,
            #""event":"https://cats.example/lost""#
        ),
    ])
    func `refuses a wrong annotation of a type`(right: String, wrong: String) throws {
        #expect(Self.baton.contains(right))
        try refuses(#""x-sensitive":true"#, baton: Self.baton.replacing(right, with: wrong))
    }

    private static let baton = """
        {"event":"https://w3id.org/baton/event/cat.lost/v1","kind":"record","addressed_only":false,\
        "answers":[],"opens":true,"issued_by_broker":false,\
        "particulars":{"name":"/name"},"subjects":"/subjects"}
        """

    private func refuses(_ annotation: String, baton: String) throws {
        let error = #expect(throws: CatalogueError.self) {
            _ = try catalogue(annotation, baton: baton)
        }
        guard case .annotation(let file, let schema, _) = error else {
            Issue.record("refused for something else: \(String(describing: error))")
            return
        }
        #expect(file == "cat.json" && schema == Self.id)
    }

    private func catalogue(_ annotation: String, baton: String) throws -> Catalogue {
        let text = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"\(Self.id)",
             "title":"A cat was lost","description":"For a test.","x-baton":\(baton),
             "properties":{"subjects":{"type":"array"},"name":{"type":"string",\(annotation)}}}
            """
        let document = try JSONDocument(parsing: text, limits: .schema)
        return try Catalogue(
            SampleTown.shippedSchemas() + [SchemaSource(name: "cat.json", document: document)])
    }
}
