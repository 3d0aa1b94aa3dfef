package boltstore

// Stats are a store's numbers since it was opened.
type Stats struct {
	Bytes     int64  // the file's length
	FreePages int    // pages of the file that hold nothing
	PageBytes int    // a page's length
	Commits   uint64 // transactions that wrote
}

// Stats returns the store's numbers.
func (s *Store) Stats() Stats {
	stats := Stats{FreePages: s.db.Stats().FreePageN, PageBytes: s.db.Info().PageSize, Commits: s.commits.Load()}
	if info, err := s.file.Stat(); err == nil {
		stats.Bytes = info.Size()
	}
	return stats
}
