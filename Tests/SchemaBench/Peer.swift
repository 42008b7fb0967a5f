// SPDX-License-Identifier: Apache-2.0

import Foundation
import Schema
import Wire

/// jsonschema-rs, called from Python: its `is_valid` on values that Python has parsed before.
struct Peer {
    private let python: String
    private let script: String

    init(python: String) throws {
        self.python = python
        script =
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "peer.py").path
    }

    /// How long a value of each course takes there, by the course's name.
    func microseconds(of courses: [Course]) throws -> [String: Double] {
        let file = FileManager.default.temporaryDirectory.appending(path: "courses-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(courses.map { $0.line + [UInt8(ascii: "\n")] }.joined()).write(to: file)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: python)
        process.arguments = [script, file.path]
        process.standardOutput = output
        try process.run()
        let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchFailure.peer(process.terminationStatus)
        }
        let root = try JSONDocument(parsing: bytes, limits: .schema).root
        return Dictionary(
            root.members.map { ($0.name.string ?? "", $0.value.double ?? 0) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension Course {
    /// The course as a line that the script reads.
    fileprivate var line: [UInt8] {
        let others = others.map(\.value)
        return JSONValue.object([
            JSONMember("name", .string(name)), JSONMember("schema", schema.root.value),
            JSONMember("instances", .array(instances.map(\.value))),
            JSONMember("others", .array(others)),
        ]).canonical
    }
}
