package checklists

// Ages tells on which day a lot comes near its limit (past 80 % of the shelf life) and on which it is past it; false when
// it does not age or has no date. Grading by day says the same.
func Ages(producedOn Date, shelfLifeDays int) (near, over Date, ages bool) {
	if shelfLifeDays <= 0 || !producedOn.Valid() {
		return "", "", false
	}
	return producedOn.AddDays(shelfLifeDays*nearExpiryPercent/100 + 1), producedOn.AddDays(shelfLifeDays + 1), true
}
