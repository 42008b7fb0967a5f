// SPDX-License-Identifier: Apache-2.0

import Hummingbird

extension Parameters {
    /// How much of a name that is no parameter is said back.
    private static let shownCharacters = 40

    /// The values by their names, where there is none but those, each once; a name that is no parameter is
    /// refused, so that a slip of the pen does not widen what is asked.
    ///
    /// - Parameter pairs: those that may be given twice, of which one value is here.
    func values(
        only names: [String], twice pairs: [String] = []
    ) throws(Fault) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in self {
            guard names.contains(String(name)) else {
                throw .badRequest(
                    "`\(name.prefix(Self.shownCharacters))` is no parameter of this; "
                        + (names.isEmpty
                            ? "there is none."
                            : names.count == 1
                                ? "there is only `\(names[0])`."
                                : "there are \(names.joined(separator: ", "))."),
                    at: String(name.prefix(Self.shownCharacters)))
            }
            let former = values.updateValue(String(value), forKey: String(name))
            guard former == nil || pairs.contains(String(name)) else {
                throw .repeated(String(name))
            }
        }
        return values
    }
}
