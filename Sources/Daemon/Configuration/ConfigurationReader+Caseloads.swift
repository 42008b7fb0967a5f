// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// `caseload_limits`: how many open cases are not too many.
extension ConfigurationReader {
    mutating func caseloadLimits(_ node: SourceNode) -> CaseloadLimits {
        let keys = ["teams", "roles"]
        guard let map = reader.mapping(node, "`caseload_limits`", keys: keys) else {
            return CaseloadLimits()
        }
        if map["teams"] == nil, map["roles"] == nil {
            reader.note(
                node.fault(
                    "`caseload_limits` limits nothing", write: "`teams` or `roles`, or leave it out"
                ))
        }
        return CaseloadLimits(
            teams: map["teams"].map { limits($0, of: "team") } ?? [],
            roles: map["roles"].map { limits($0, of: "role") } ?? [])
    }

    private mutating func limits(
        _ node: SourceNode, of what: String
    ) -> [CaseloadLimits.Limit] {
        var limits: [CaseloadLimits.Limit] = []
        var names: [String: String] = [:]
        for entry in reader.attempt({ () throws(SourceFault) in try node.entries() }) ?? [] {
            let cases = reader.attempt { () throws(SourceFault) in
                try entry.value.integer(in: 1...CaseloadLimits.mostCases)
            }
            guard let name = name(of: entry.key, what) else { continue }
            if let other = names.updateValue(name, forKey: CaseloadLimits.key(of: name)) {
                reader.note(
                    entry.key.fault(
                        "the \(what) `\(name)` is `\(other)`, which has a limit already",
                        write: "each \(what) once; capitals and spaces make no other"))
                continue
            }
            if let cases { limits.append(CaseloadLimits.Limit(name, cases: cases)) }
        }
        return limits
    }

    private mutating func name(of node: SourceNode, _ what: String) -> String? {
        guard let name = reader.attempt({ () throws(SourceFault) in try node.text() }) else {
            return nil
        }
        let allowed = 1...CaseloadLimits.mostCharacters
        guard allowed.contains(name.count), !CaseloadLimits.key(of: name).isEmpty else {
            reader.note(
                node.fault(
                    "the name of a \(what) has \(name.count) characters",
                    write: "its name as messages have it, at most \(allowed.upperBound)"))
            return nil
        }
        return name
    }
}
