// SPDX-License-Identifier: Apache-2.0

/// Invented names; whoever bears one by chance is not meant.
enum Name {
    /// A given name.
    static func given(_ chance: inout Chance) -> String { chance.one(of: givenNames) }

    /// A family name, put together from two halves.
    static func family(_ chance: inout Chance) -> String {
        chance.one(of: beginnings) + chance.one(of: endings)
    }

    private static let givenNames = [
        "Ada", "Bram", "Cleo", "Dario", "Elsie", "Finn", "Greta", "Hugo", "Ines", "Jory", "Kezia",
        "Leif", "Mabel", "Nico", "Orla", "Piers", "Quill", "Romy", "Silas", "Tilda", "Una", "Vigo",
        "Wren", "Xanthe", "Yusuf", "Zora",
    ]
    private static let beginnings = [
        "Amber", "Birch", "Cinder", "Dapple", "Ember", "Fallow", "Gable", "Heron", "Inkle",
        "Jasper", "Kettle", "Linden", "Marrow", "Nettle", "Otter", "Pebble", "Quarrel", "Russet",
        "Sable", "Thistle",
    ]
    private static let endings = [
        "bank", "combe", "dale", "field", "garth", "holm", "ley", "mere", "ridge", "shaw",
        "thwaite",
        "wick",
    ]
}
