// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Where a configuration says what may not change for as long as the daemon runs, or the store lives.
struct Written: Sendable {
    /// The places by the names of the members; under no name the file's beginning.
    private var places: [String: Place]
    private var files: [String: String] = [:]

    /// A place of the file.
    struct Place: Sendable {
        fileprivate let file: String
        fileprivate let line: Int
        fileprivate let column: Int

        fileprivate init(_ node: SourceNode) {
            (file, line, column) = (node.file, node.line, node.column)
        }

        /// Says what is wrong here, and what to do.
        func fault(_ what: String, _ instead: String) -> SourceFault {
            SourceFault(file: file, line: line, column: column, what: what, instead: instead)
        }
    }

    /// Begins with a file of which nothing was read yet.
    init(_ root: SourceNode) { places = ["": Place(root)] }

    /// The place of a member such as `broker.uri`, or else of the nearest that would hold it.
    subscript(_ name: String) -> Place {
        var name = Substring(name)
        while true {
            if let place = places[String(name)] { return place }
            name = name.lastIndex(of: ".").map { name[..<$0] } ?? ""
        }
    }

    /// The file that a member names; nil where that is not known.
    func file(of name: String) -> String? { files[name] }

    /// Remembers where a member stands, and the file that it names.
    mutating func note(_ name: String, at node: SourceNode?, file: String? = nil) {
        if let node { places[name] = Place(node) }
        if let file { files[name] = file }
    }

    /// What the number of a partnership is called here.
    static func number(of partnership: PartnershipID) -> String {
        "partnerships \(partnership.uri)"
    }
}
