// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// The instances that show what a version of a schema lets through: `golden/<version>.json` beside
/// its file, in the layout of the official suite.
struct GoldenInstances {
    /// Where they were read from.
    let path: String
    /// Those that hold to the version.
    let valid: [SuiteFile.Case]

    /// Reads those of a schema file; nil when it has none.
    init?(of schema: String) throws(ToolFailure) {
        let name = schema.split(separator: "/").last.map(String.init) ?? schema
        path = "\(Files.folder(of: schema))/golden/\(name)"
        guard Files.exists(path) else { return nil }
        valid = try SuiteFile(path).groups.flatMap(\.cases).filter(\.isValid)
    }

    /// Those that do not hold to another version, each with what is wrong.
    func refused(by schema: CompiledSchema) -> [(instance: SuiteFile.Case, why: Violation)] {
        valid.compactMap { instance in
            schema.violations(in: instance.data).first.map { (instance, $0) }
        }
    }
}
