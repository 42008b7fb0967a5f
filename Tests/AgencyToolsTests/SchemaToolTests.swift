// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Testing
import Wire

/// The commands with which schemas are written, tried and compared.
@Suite struct `The tools for schemas` {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    @Test func `check says of each file whether it is a schema`() async throws {
        let good = try bench.scratch.file("good.json", #"{"type":"object"}"#)
        let bad = try bench.scratch.file("bad.json", #"{"type":"objekt"}"#)
        let broken = try bench.scratch.file("broken.json", "{")
        let dangling = try bench.scratch.file("dangling.json", ##"{"$ref":"#/$defs/none"}"##)
        let files = [good, bad, broken, dangling]
        #expect(try await bench.run(["schema", "check"] + files) == .data)
        let lines = bench.results.split(separator: "\n").map(String.init)
        #expect(lines.count == 4)
        #expect(lines[0] == "\(good): valid")
        for (line, file) in zip(lines.dropFirst(), files.dropFirst()) {
            #expect(line.hasPrefix("\(file): ") && !line.hasSuffix(": valid"))
        }
        #expect(bench.notes.contains("3 of 4"))
    }

    @Test func `check lets files refer to one another, and takes all that is shipped`() async throws
    {
        let one = try bench.scratch.file(
            "one.json", #"{"$id":"https://a.example/one","$ref":"https://a.example/two"}"#)
        let two = try bench.scratch.file("two.json", #"{"$id":"https://a.example/two"}"#)
        #expect(try await bench.run(["schema", "check", one, two]) == .success)
        let shipped = try Self.shipped()
        #expect(shipped.count > 40)
        let other = try Workbench()
        #expect(try await other.run(["schema", "check"] + shipped) == .success, "\(other.results)")
    }

    @Test(arguments: [
        (#""*""#, #""nosuch.type""#, "there is no such type"),
        (#""status": "/status""#, #""status": "/nowhere""#, "leads to /nowhere"),
        (#""subjects": "/subjects""#, #""subjects": "/nowhere""#, "leads to /nowhere"),
        ("acknowledged/v1", "acknowledged/v2", "is not of that type and major version"),
        (#""opens": false"#, #""opnes": false"#, "x-baton"),
        (#""title": "#, #""x-sensitve": true, "title": "#, "1.0.0.json: its annotations"),
    ])
    func `check holds annotations to what the broker reads of them`(
        right: String, wrong: String, reason: String
    ) async throws {
        let shipped = Checkout.root.appending(path: "schemas/message.acknowledged/1.0.0.json")
        let text = try String(contentsOf: shipped, encoding: .utf8)
        #expect(text.contains(right))
        let file = try bench.scratch.file("1.0.0.json", text.replacing(right, with: wrong))
        #expect(try await bench.run(["schema", "check", file]) == .data)
        #expect(bench.results.hasPrefix("\(file): its annotations are wrong: "))
        #expect(bench.results.contains(reason), "\(bench.results)")
    }

    @Test func `check says when two files go by one URI`() async throws {
        let text = #"{"$id":"https://a.example/one"}"#
        let one = try bench.scratch.file("one.json", text)
        let two = try bench.scratch.file("two.json", text)
        #expect(try await bench.run(["schema", "check", one, two]) == .data)
        #expect(
            bench.results.contains("\(one): goes by https://a.example/one, and so does \(two)"))
        #expect(bench.results.contains("\(two): goes by"))
    }

    @Test func `list says in words which shipped file is wrong`() async throws {
        let folder = "\(bench.scratch.path)/data/schemas/cat.lost"
        try Files.makeFolder(folder)
        let file = try bench.scratch.file(
            "data/schemas/cat.lost/1.0.0.json",
            """
            {"$schema":"\(Self.dialect)","$id":"https://w3id.org/baton/schema/cat.lost/1.0.0",
             "x-baton":{"event":"https://w3id.org/baton/event/cat.lost/v2"}}
            """)
        let data = "\(bench.scratch.path)/data"
        #expect(try await bench.run(["schema", "list", "--data", data]) == .configuration)
        #expect(bench.notes.contains("\(file): the annotations of https://w3id.org/baton/schema/"))
        #expect(!bench.notes.contains("annotation(") && !bench.notes.contains("JSONPointer"))
    }

    @Test func `test runs files in the layout of the official suite`() async throws {
        let file = try bench.scratch.file(
            "suite.json",
            """
            [{"description":"numbers","schema":{"type":"number","maximum":1e400},
              "tests":[{"description":"one","data":1,"valid":true},
                       {"description":"text","data":"x","valid":true},
                       {"description":"both","data":1,"valid":false}]},
             {"description":"nothing","schema":{"$ref":"http://localhost:1234/none.json"},
              "tests":[{"description":"one","data":1,"valid":true}]}]
            """)
        #expect(try await bench.run(["schema", "test", file]) == .data)
        let lines = bench.results.split(separator: "\n")
        #expect(lines.last == "1 passed, 3 failed")
        #expect(lines.contains { $0.contains("numbers: text: it should hold") })
        #expect(lines.contains { $0.contains("numbers: both: it holds, and should not") })
        #expect(lines.contains { $0.contains("nothing: the schema is refused") })
    }

    @Test func `test finds remotes in a folder, and asserts formats when told`() async throws {
        let remote = #"{"format":"date"}"#
        _ = try bench.scratch.file("deep.json", remote)
        let file = try bench.scratch.file(
            "suite.json",
            """
            [{"description":"far","schema":{"$ref":"http://localhost:1234/deep.json"},
              "tests":[{"description":"no date","data":"yesterday","valid":false}]}]
            """)
        let arguments = ["schema", "test", file, "--remotes", bench.scratch.path]
        #expect(try await bench.run(arguments) == .data)
        #expect(bench.results.hasSuffix("0 passed, 1 failed\n"))
        let other = try Workbench()
        #expect(try await other.run(arguments + ["--format-assertion"]) == .success)
        #expect(other.results == "1 passed, 0 failed\n")
    }

    @Test func `test holds golden instances to the places that they name`() async throws {
        let golden = try Self.shipped(in: "golden")
        #expect(golden.count > 30)
        #expect(
            try await bench.run(["schema", "test"] + golden) == .success, "\(bench.results)")
        let strict = try Workbench()
        #expect(
            try await strict.run(["schema", "test", "--format-assertion"] + golden) == .success)
        #expect(strict.results == bench.results)
        let other = try Workbench()
        let file = try other.scratch.file(
            "golden.json",
            """
            [{"description":"a","schema":{"properties":{"b":{"type":"string"}}},
              "tests":[{"description":"wrong place","data":{"b":1},"valid":false,"errors":["/c"]}]}]
            """)
        #expect(try await other.run(["schema", "test", file]) == .data)
        #expect(other.results.contains("wrong at /b, and should be at /c"))
    }

    @Test func `test says what is no test file`() async throws {
        let file = try bench.scratch.file("suite.json", #"[{"schema":true}]"#)
        #expect(try await bench.run(["schema", "test", file]) == .data)
        #expect(bench.notes.contains("is no test file"))
    }

    @Test func `compat lets the shipped minor version pass, and all versions of all types`()
        async throws
    {
        let versions = Dictionary(grouping: try Self.shipped()) {
            URL(filePath: $0).deletingLastPathComponent().lastPathComponent
        }
        let several = versions.values.filter { $0.count > 1 }
        #expect(!several.isEmpty)
        for files in several {
            for (number, old) in files.enumerated() {
                for new in files[(number + 1)...] {
                    let bench = try Workbench()
                    #expect(
                        try await bench.run(["schema", "compat", old, new]) == .success,
                        "\(bench.results)")
                    #expect(bench.results.contains("golden instances held against the other"))
                }
            }
        }
    }

    @Test func `compat says which member breaks what`() async throws {
        let head = #""$schema":"\#(Self.dialect)","$id":"https://a.example/schema/a/1."#
        let old = try bench.scratch.file(
            "1.0.0.json", #"{\#(head)0.0","properties":{"name":{"maxLength":9}}}"#)
        let new = try bench.scratch.file(
            "1.1.0.json",
            #"{\#(head)1.0","required":["age"],"properties":{"name":{"maxLength":8},"age":{}}}"#)
        #expect(try await bench.run(["schema", "compat", old, new]) == .data)
        #expect(bench.results.contains("breaks    (the whole): the member “age” is required now"))
        #expect(bench.results.contains("breaks    /name: “maxLength” is tighter"))
        #expect(bench.notes.contains("new major"))
        let other = try Workbench()
        #expect(try await other.run(["schema", "compat", old, new, "--json"]) == .data)
        let json = try JSONValue(text: other.results)
        #expect(json["compatible"] == false)
        #expect(json["changes"]?.array?.map { $0["effect"] } == ["breaks", "breaks"])
    }

    @Test func `compat holds the golden instances of each version against the other`() async throws
    {
        let head = #""$schema":"\#(Self.dialect)","$id":"https://a.example/schema/a/1."#
        let old = try bench.scratch.file("1.0.0.json", #"{\#(head)0.0","not":{"const":1}}"#)
        let new = try bench.scratch.file("1.1.0.json", #"{\#(head)1.0","not":{"const":2}}"#)
        try Files.makeFolder("\(bench.scratch.path)/golden")
        try golden("three")
        #expect(try await bench.run(["schema", "compat", old, new]) == .success)
        #expect(bench.results.contains("undecided (the whole): “not” is written otherwise"))
        try golden("two")
        let other = try Workbench()
        #expect(try await other.run(["schema", "compat", old, new]) == .data)
        #expect(other.results.contains("“a two” is refused by https://a.example/schema/a/1.1.0"))
    }

    /// A golden instance of the older version, which is the number of that name.
    private func golden(_ name: String) throws {
        let number = name == "two" ? "2" : "3"
        _ = try bench.scratch.file(
            "golden/1.0.0.json",
            """
            [{"description":"a","schema":true,
              "tests":[{"description":"a \(name)","data":\(number),"valid":true}]}]
            """)
    }

    @Test func `compat does not decide by golden instances that have no value there`() async throws
    {
        let head = #""$schema":"\#(Self.dialect)","$id":"https://a.example/schema/a/1."#
        let pattern = { (first: String) in
            #""properties":{"name":{"pattern":"^\#(first)"}}}"#
        }
        let old = try bench.scratch.file("1.0.0.json", "{\(head)0.0\",\(pattern("a"))")
        let new = try bench.scratch.file("1.1.0.json", "{\(head)1.0\",\(pattern("b"))")
        try Files.makeFolder("\(bench.scratch.path)/golden")
        try golden("three")
        #expect(try await bench.run(["schema", "compat", old, new]) == .data)
        #expect(bench.results.contains("/name: “pattern” is another, and no golden instance shows"))
        #expect(bench.results.contains("\nundecided: https://a.example/schema/a/1.0.0 and"))
        #expect(bench.notes.contains("a value at each undecided place to"))
        #expect(bench.notes.contains("golden/1.0.0.json"))
    }

    @Test func `compat refuses each version that is kept as incompatible`() async throws {
        let folder = Checkout.root.appending(path: "Tests/SchemaTests/Incompatible")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count >= 2)
        for name in names.filter({ $0.hasSuffix(".json") }) {
            let bench = try Workbench()
            // As in `referral.made-1.2.0-shortens-a-text.json`.
            let type = try #require(name.components(separatedBy: "-1.").first)
            let old = Checkout.root.appending(path: "schemas/\(type)/1.0.0.json").path
            let new = folder.appending(path: name).path
            #expect(try await bench.run(["schema", "compat", old, new]) == .data, "\(name)")
            #expect(bench.results.contains("breaks    "), "by its structure: \(name)")
        }
    }

    @Test func `compat compares nothing but versions of one schema`() async throws {
        let root = Checkout.root.appending(path: "schemas").path
        let files = ["\(root)/referral.made/1.0.0.json", "\(root)/referral.decided/1.0.0.json"]
        #expect(try await bench.run(["schema", "compat"] + files) == .usage)
        #expect(bench.notes.contains("are not versions of one schema"))
    }

    @Test func `doc writes a page for each type, with an example`() async throws {
        #expect(try await bench.run(["schema", "doc", "referral.made"]) == .success)
        for words in [
            "# referral.made", "`concern_summary`", "required", "*Sensitive.*", "```json",
            "they are not carried",
        ] {
            #expect(bench.results.contains(words), "\(words)")
        }
        let out = "\(bench.scratch.path)/pages"
        let other = try Workbench()
        #expect(try await other.run(["schema", "doc", "--out", out]) == .success)
        #expect(Files.names(in: out)?.count == (try `baton schema`.types.count))
        #expect(try await other.run(["schema", "doc", "--out", out]) == .inputOutput)
    }

    @Test func `validate warns of what is not known, and judges by the version that is named`()
        async throws
    {
        #expect(try await bench.run(["schema", "new", "referral.made"]) == .success)
        let good = bench.results
        let slip = good.replacing("\"immediate_danger\"", with: "\"imediate_danger\"")
        #expect(slip != good)
        let file = try bench.scratch.file("slip.json", slip)
        let other = try Workbench()
        #expect(try await other.run(["schema", "validate", "referral.made", file]) == .success)
        #expect(other.notes.contains("look at /imediate_danger"))
        let foreign = try bench.scratch.file(
            "foreign.json", #"{"schema":"https://w3id.org/baton/schema/referral.decided/1.0.0"}"#)
        #expect(try await other.run(["schema", "validate", "referral.made", foreign]) == .data)
        #expect(other.notes.contains("does not describe referral.made"))
    }

    /// The shipped schemas, or the files in a folder beside each.
    private static func shipped(in folder: String = "") throws -> [String] {
        let root = Checkout.root.appending(path: "schemas").path
        return (Files.names(in: root) ?? []).flatMap { name in
            let place = folder.isEmpty ? "\(root)/\(name)" : "\(root)/\(name)/\(folder)"
            return (Files.names(in: place) ?? []).filter { $0.hasSuffix(".json") }
                .map { "\(place)/\($0)" }
        }
    }
}
