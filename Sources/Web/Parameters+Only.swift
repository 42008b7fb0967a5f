// SPDX-License-Identifier: Apache-2.0

import Hummingbird

extension Parameters {
    /// The values by their names, where there is none but those; a name that is no parameter is refused,
    /// so that a slip of the pen does not widen what is asked.
    func values(only names: [String]) throws(Fault) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in self {
            guard names.contains(String(name)) else {
                throw .badRequest(
                    "`\(name)` is no parameter of this; there are "
                        + names.joined(separator: ", ") + ".", at: String(name))
            }
            values[String(name)] = String(value)
        }
        return values
    }
}
