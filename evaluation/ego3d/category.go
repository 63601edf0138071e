// Package ego3d asks the questions of Ego3D-Bench and scores what is answered.
package ego3d

const (
	egoDistance    = "Ego_Centric_Absolute_Distance"
	objectDistance = "Object_Centric_Absolute_Distance"
	// maximumMetres is what predictions are clipped at, and what a dropped one counts as.
	maximumMetres = 100
)

// isDistance tells the categories whose answer is a number of metres; the others' is a letter.
func isDistance(category string) bool { return category == egoDistance || category == objectDistance }

// viewOrder is the order of the views of each source in the public runners; argoverse's sides have two names.
func viewOrder(source string) []string {
	switch source {
	case "nuscenes":
		return []string{"Front_Left", "Front", "Front_Right", "Back_Right", "Back", "Back_Left"}
	case "waymo":
		return []string{"Front", "Front_Left", "Side_Left", "Front_Right", "Side_Right"}
	case "argoverse":
		return []string{"Front_Left", "Front", "Front_Right", "Right", "Side_Right", "Back_Right", "Back_Left", "Left", "Side_Left"}
	}
	return nil
}
