// SPDX-License-Identifier: Apache-2.0

import Foundation
import Schema
import Wire

/// Measures the schema engine alone, beside jsonschema-rs (PyPI) on the same schemas and values.
///
///     schema-bench <data folder> [<python> <vectors>]
///
/// Prints one JSON object a line. What is measured is the library: a value that was parsed before,
/// held against a schema that was compiled before; no process start, no file. Ratios are ours to
/// theirs, so less than 1 means that ours is faster.
@main
struct SchemaBench {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let data = arguments.first else { throw BenchFailure.usage }
        let catalogue = try CatalogueCourse(data: data)
        try catalogue.sayLoadTime()
        let ours = try catalogue.courses()
        guard arguments.count == 3, let vectors = arguments.last else {
            return ours.forEach { $0.say() }
        }
        let realWorld = try RealWorld(folder: "\(vectors)/json-schema-realworld/schemastore")
        Report.say("schema.refused", Double(realWorld.refused), "schemas", realWorld.courses.count)
        let peer = try Peer(python: arguments[arguments.startIndex + 1])
        let all = ours + realWorld.courses
        let theirs = try peer.microseconds(of: all)
        try compare(ours, theirs, named: "schema.catalogue")
        try compare(realWorld.courses, theirs, named: "schema.realworld")
    }

    private static func compare(
        _ courses: [Course], _ theirs: [String: Double], named name: String
    ) throws {
        var logs: [Double] = []
        for course in courses {
            let own = course.microseconds()
            guard let other = theirs[course.name] else { continue }
            logs.append(log(own / other))
            Report.say("\(name).ours:\(course.name)", own, "µs", course.instances.count)
            Report.say("\(name).theirs:\(course.name)", other, "µs", course.instances.count)
        }
        guard !logs.isEmpty else { throw BenchFailure.nothingCompared }
        let mean = exp(logs.reduce(0, +) / Double(logs.count))
        Report.say("\(name).ratio", mean, "geometric mean, ours to theirs", logs.count)
        Report.say("\(name).worst", exp(logs.max() ?? 0), "ours to theirs", logs.count)
    }
}

/// Why nothing was measured.
enum BenchFailure: Error {
    case usage
    case file(String)
    case peer(Int32)
    case nothingCompared
}

/// One line of the report.
enum Report {
    static func say(_ measure: String, _ value: Double, _ unit: String, _ n: Int) {
        let rounded = (value * 10_000).rounded() / 10_000
        print("{\"measure\":\"\(measure)\",\"value\":\(rounded),\"unit\":\"\(unit)\",\"n\":\(n)}")
    }
}
