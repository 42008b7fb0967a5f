// SPDX-License-Identifier: Apache-2.0

import Testing

/// The rules of the house, checked on every `make test`.
///
/// A rule lives here when the compiler cannot hold it and a reviewer would have to. Each is seen to
/// fail on a planted violation.
@Suite struct `The house rules` {
    static let sources = SourceFile.all(under: "Sources")
    static let tests = SourceFile.all(under: "Tests")

    @Test(arguments: sources)
    func `hold in every source file`(_ file: SourceFile) {
        for breach in HouseRule.breaches(in: file) { Issue.record("\(breach)") }
    }

    @Test(arguments: tests)
    func `hold in every test file`(_ file: SourceFile) {
        for breach in HouseRule.breachesInTest(file) { Issue.record("\(breach)") }
    }

    @Test func `know every room that stands`() {
        let rooms = Set(Self.sources.map(\.room))
        #expect(rooms.subtracting(Floors.rooms) == [], "each room has its floor")
    }

    @Test func `know the order in which the package lists its rooms`() throws {
        let package = try #require(SourceFile(reading: "Package.swift"))
        let listed = package.targetNames.filter(Floors.rooms.contains)
        let floors = listed.compactMap(Floors.floor(of:))
        #expect(floors == floors.sorted(), "Package.swift lists rooms floor by floor")
    }
}

/// Each rule fails on a violation that is planted.
@Suite struct `A planted violation` {
    private func rules(_ text: String, room: String = "Routing") -> Set<String> {
        let file = SourceFile(path: "Sources/\(room)/Planted.swift", text: text)
        return Set(HouseRule.breaches(in: file).map(\.rule))
    }

    private let head = "// SPDX-License-Identifier: Apache-2.0\n\n"

    @Test func `of the licence line is found`() {
        #expect(rules("struct A {}\n") == ["licence"])
        #expect(rules(head + "struct A {}\n") == [])
    }

    @Test func `of the floors is found`() {
        #expect(rules(head + "import Relay\n") == ["floors"])
        #expect(rules(head + "package import Handoffs\n") == ["floors"])
        #expect(rules(head + "import Intake\n") == [])
        #expect(rules(head + "import struct Audit.MissedFilter\n") == ["floors"])
    }

    @Test func `of the sizes is found`() {
        let long = String(repeating: "let a = 1\n", count: 400)
        #expect(rules(head + long) == ["file size"])
        #expect(rules(head + "// " + String(repeating: "x", count: 108) + "\n") == ["width"])
        let body = String(repeating: "    a()\n", count: 70)
        #expect(rules(head + "func a() {\n" + body + "}\n") == ["function size"])
    }

    @Test func `of the documentation is found`() {
        #expect(rules(head + "package struct A {}\n") == ["documentation"])
        #expect(rules(head + "/// Is.\npackage struct A {}\n") == [])
        #expect(rules(head + "/// Is.\n@Sendable\npackage func a() {}\n") == [])
    }

    @Test(arguments: [
        "let a = Date()", "let a = Int.random(in: 0...1)", "Task { }", "Task.detached { }",
        "try! a()", "a as! B", "fatalError()", "print(1)", "let a: @unchecked Sendable",
        "nonisolated(unsafe) var a = 1", "// TODO: later", "public struct A {}",
        "let a = OpaquePointer(b)", "let a = HTTPResponse.Status.ok", "a!.b",
    ])
    func `of the forbidden words is found`(_ line: String) {
        #expect(rules(head + line + "\n") == ["word"])
    }

    @Test func `in a test is found`() {
        let file = SourceFile(
            path: "Tests/A/B.swift", text: head + "try await Task." + "sleep(for: .seconds(1))\n")
        #expect(HouseRule.breachesInTest(file).map(\.rule) == ["word"])
    }
}
