-- Which sections are in the index, by the digest of the body that was read: one whose row changed is in it no more.
CREATE TABLE indexed (
    id        INTEGER PRIMARY KEY,
    patient   TEXT NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    digest    BLOB NOT NULL,
    UNIQUE (patient, topic, source)
);

-- The words of each item, folded by the program. The rows of one section lie together: id * 2^20 and on.
-- The tokenizer only parts at blanks, so that there is one rule of what a word is (domain/folding.py).
CREATE VIRTUAL TABLE words USING fts5 (
    text, document UNINDEXED, tokenize = 'ascii', prefix = '2 3', detail = 'none', columnsize = 0
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

-- The sections whose words are still to be written, so that nobody has to look through the bodies for them.
CREATE TABLE unindexed (
    patient   TEXT NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    PRIMARY KEY (patient, topic, source)
) WITHOUT ROWID;
INSERT INTO unindexed SELECT patient, topic, source FROM section;

-- Whatever removes or replaces a section takes its words with it, in the same transaction, and cannot forget to.
CREATE TRIGGER section_removed AFTER DELETE ON section BEGIN
    DELETE FROM indexed WHERE patient = old.patient AND topic = old.topic AND source = old.source;
    DELETE FROM unindexed WHERE patient = old.patient AND topic = old.topic AND source = old.source;
END;
CREATE TRIGGER section_kept AFTER INSERT ON section WHEN NOT EXISTS (
    SELECT 1 FROM indexed
    WHERE patient = new.patient AND topic = new.topic AND source = new.source AND digest = new.digest
) BEGIN
    DELETE FROM indexed WHERE patient = new.patient AND topic = new.topic AND source = new.source;
    INSERT OR IGNORE INTO unindexed VALUES (new.patient, new.topic, new.source);
END;
CREATE TRIGGER indexed_removed AFTER DELETE ON indexed BEGIN
    DELETE FROM words WHERE rowid BETWEEN old.id * 1048576 AND old.id * 1048576 + 1048575;
END;
